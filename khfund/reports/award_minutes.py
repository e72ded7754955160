"""Minutes of the choice of a round (biên bản xét chọn): who took part, by which rules, how many, and who was chosen."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from khfund import money
from khfund.calendar import format_day, spoken_day
from khfund.eligibility.shelf import rulebook
from khfund.reports.award_facts import Chosen, RoundFacts, school_year_of
from khfund.reports.deed import (
    Annex,
    Deed,
    Grid,
    GridColumn,
    GridRow,
    Look,
    Part,
    Signatory,
    Signing,
    Stand,
    Words,
)
from khfund.scholarships.allocation import LEFT_OUT_NAMES, as_points

_FIGURES = (
    GridColumn("Đơn vị", 27),
    GridColumn("Đề nghị", 9, Stand.RIGHT),
    GridColumn("Được xếp hạng", 11, Stand.RIGHT),
    GridColumn("Suất phân bổ", 9, Stand.RIGHT),
    GridColumn("Được chọn", 9, Stand.RIGHT),
    GridColumn("Dự bị", 8, Stand.RIGHT),
    GridColumn("Không chọn", 9, Stand.RIGHT),
    GridColumn("Số tiền (đồng)", 18, Stand.RIGHT),
)
_CHOSEN = (
    GridColumn("STT", 7, Stand.CENTRE),
    GridColumn("Họ và tên", 25),
    GridColumn("Lớp, trường", 22),
    GridColumn("Đơn vị đề nghị", 21),
    GridColumn("Điểm", 9, Stand.RIGHT),
    GridColumn("Số tiền (đồng)", 16, Stand.RIGHT),
)


_UNSCORED = (
    GridColumn("STT", 7, Stand.CENTRE),
    GridColumn("Họ và tên", 26),
    GridColumn("Lớp, trường", 23),
    GridColumn("Đơn vị đề nghị", 27),
    GridColumn("Số tiền (đồng)", 17, Stand.RIGHT),
)


def award_minutes(facts: RoundFacts, members: Sequence[str] = (), number: str = "") -> Deed:
    """Write the minutes; `members` are «Chức danh: Họ tên» of who took part, the chair first and the secretary last."""
    return Deed(
        letterhead=attrs.evolve(facts.letterhead, number=number, day=facts.run.day),
        title="Biên bản",
        subtitle=f"Xét chọn {_lowered(facts.award_round.name)}{school_year_of(facts.award_round)}",
        parts=(
            *_opening(facts, members),
            *_method(facts),
            *_results(facts),
            *_closing(members),
            Annex("Danh sách được chọn", f"(Kèm theo Biên bản xét chọn ngày {format_day(facts.run.day)})"),
            _chosen_grid(facts.awarded, with_total=True),
            *_alternates(facts),
        ),
        restricted=True,
    )


def _lowered(name: str) -> str:
    """A name within a sentence: «Học bổng …» as «học bổng …»."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _opening(facts: RoundFacts, members: Sequence[str]) -> list[Part]:
    letter = facts.letterhead
    basis = [Words(f"Căn cứ {one};", Look.BASIS) for one in bases(facts)]
    told = [Words(_with_votes(one, facts), Look.ITEM) for one in members]
    told += [
        Words(f"{name}: đã chấm {count} hồ sơ.", Look.ITEM)
        for name, count in facts.voters
        if not any(name in one for one in members)
    ]
    if not told:
        told = [Words("……………………………………………………………", Look.ITEM) for _line in range(3)]
    return [
        *basis,
        Words(
            f"Hôm nay, {spoken_day(facts.run.day)}, tại {letter.place}, {letter.body} họp xét chọn người nhận"
            f" thuộc chương trình «{facts.programme.name}», đợt {facts.award_round.code}.",
        ),
        Words("I. Thành phần tham gia", Look.HEADING),
        *told,
    ]


def _with_votes(member: str, facts: RoundFacts) -> str:
    """A member present, with how many nominations the member scored."""
    votes = [f" (đã chấm {count} hồ sơ)" for name, count in facts.voters if name in member]
    return member + "".join(votes)


def bases(facts: RoundFacts) -> list[str]:
    """What a paper of the round stands on, without «Căn cứ»."""
    found = [facts.fund.legal_basis] if facts.fund.legal_basis else []
    if facts.award_round.rulebook:
        rules = rulebook(facts.award_round.rulebook)
        found.append(f"bộ tiêu chí «{rules.name}» ({rules.document})")
    return [*found, f"kế hoạch, ngân sách của chương trình «{facts.programme.name}»"]


def _method(facts: RoundFacts) -> list[Part]:
    run = facts.run
    scored = (
        f"Hồ sơ đủ điều kiện được chấm theo thang 100 điểm, mỗi hồ sơ ít nhất {facts.rubric.ballots_min} phiếu kín;"
        " điểm của hồ sơ là trung bình các phiếu. Thành viên có quan hệ với người được đề nghị không chấm hồ sơ đó."
        if facts.rubric
        else "Đợt này không chấm điểm; hồ sơ đủ điều kiện xếp theo số diện đạt."
    )
    places = any(one.places is not None for one in facts.units)
    shared = (
        "Mỗi đơn vị được phân bổ một số suất; trong đơn vị chọn từ trên xuống."
        + (
            " Suất đơn vị không dùng hết chuyển cho người kế tiếp của toàn đợt."
            if run.redistribute
            else " Suất đơn vị không dùng hết không chuyển cho đơn vị khác."
        )
        if places
        else "Tất cả các đơn vị xét chung một danh sách từ trên xuống."
    )
    least = f" Điểm tối thiểu để được chọn: {as_points(run.minimum)}." if run.minimum else ""
    return [
        Words("II. Cách xét chọn", Look.HEADING),
        Words(scored + least, Look.ITEM),
        Words(
            "Thứ tự: điểm cao hơn xếp trước; bằng điểm thì người đạt nhiều diện hơn xếp trước; vẫn bằng thì bốc thăm"
            f" bằng mã băm SHA-256 của «{run.seed}/số đề nghị», ai cũng tính lại được.",
            Look.ITEM,
        ),
        Words(shared, Look.ITEM),
        Words(
            f"Kinh phí của đợt: {money.format(run.budget)} đồng, từ {facts.fund.name}; dừng ở suất đầu tiên vượt quá"
            " kinh phí. Mỗi người chỉ nhận một suất.",
            Look.ITEM,
        ),
        Words(
            f"Kết quả dưới đây là lần phân suất thứ {run.number}, lưu trong sổ với mã {run.result_digest[:16]}.",
            Look.ITEM,
        ),
    ]


def _results(facts: RoundFacts) -> list[Part]:
    rows = [
        GridRow(
            (
                one.name, str(one.nominated), str(one.ranked), "–" if one.places is None else str(one.places),
                str(one.awarded), str(one.alternates), str(one.left_out), money.format(one.amount),
            )
        )
        for one in facts.units
    ]  # fmt: skip
    return [
        Words("III. Kết quả", Look.HEADING),
        Words(
            f"Chọn {money.format(len(facts.awarded))} suất, tổng số tiền {money.format(facts.amount)} đồng"
            f" (bằng chữ: {money.words(facts.amount)}); dự bị {money.format(len(facts.alternates))} người."
            " Danh sách kèm theo.",
        ),
        Words("1. Số liệu theo đơn vị đề nghị", Look.HEADING),
        Grid(_FIGURES, (*rows, _total(facts))),
        *_reasons(facts),
        *[Words(note, Look.ITEM) for note in facts.run.told],
    ]


def _total(facts: RoundFacts) -> GridRow:
    def over(key: str) -> str:
        return money.format(sum(getattr(one, key) for one in facts.units))

    free = any(one.places is None for one in facts.units)
    counted = (over("nominated"), over("ranked"), "–" if free else over("places"), over("awarded"))
    return GridRow(("Cộng", *counted, over("alternates"), over("left_out"), over("amount")), is_total=True)


def _reasons(facts: RoundFacts) -> list[Part]:
    if not facts.reasons:
        return []
    rows = [GridRow((LEFT_OUT_NAMES[reason].capitalize(), str(count))) for reason, count in facts.reasons]
    total = GridRow(("Cộng", str(sum(count for _reason, count in facts.reasons))), is_total=True)
    return [
        Words("2. Chưa được chọn (kể cả dự bị), theo lý do", Look.HEADING),
        Grid((GridColumn("Lý do", 80), GridColumn("Số hồ sơ", 20, Stand.RIGHT)), (*rows, total)),
        Words("Lý do của từng hồ sơ được lưu trong sổ và trả lời cho người hỏi có quyền biết.", Look.NOTE),
    ]


def _chosen_grid(chosen: Sequence[Chosen], *, with_total: bool) -> Grid:
    """The list in order; the column of points is left out where nobody was scored."""
    scored = any(one.points for one in chosen)
    columns = _CHOSEN if scored else _UNSCORED
    rows = [
        GridRow(
            (
                str(number), one.who.name, one.who.school, one.who.unit,
                *((as_points(one.points),) if scored else ()),
                money.format(one.amount),
            )
        )
        for number, one in enumerate(chosen, 1)
    ]  # fmt: skip
    if with_total:
        total = money.format(sum(one.amount for one in chosen))
        rows.append(GridRow(("", "Cộng", *[""] * (len(columns) - 3), total), is_total=True))
    return Grid(columns, tuple(rows))


def _alternates(facts: RoundFacts) -> list[Part]:
    if not facts.alternates:
        return []
    return [
        Words("Danh sách dự bị, theo thứ tự", Look.HEADING),
        _chosen_grid(facts.alternates, with_total=False),
        Words("Khi một suất bị thu hồi, người dự bị kế tiếp của cùng đơn vị được xét thay.", Look.NOTE),
    ]


def _closing(members: Sequence[str]) -> list[Part]:
    chair, secretary = (_signatory(members, 0, "Chủ trì"), _signatory(members, -1, "Thư ký"))
    return [
        Words("IV. Ý kiến khác", Look.HEADING),
        Words("………………………………………………………………………………", Look.ITEM),
        Words(
            "Biên bản được đọc lại, các thành viên nhất trí và cùng ký tên; lập thành 02 bản có giá trị như nhau./.",
        ),
        Signing((secretary, Signatory("Các thành viên"), chair)),
    ]


def _signatory(members: Sequence[str], place: int, position: str) -> Signatory:
    """The chair or the secretary with the name, where at least two were named."""
    if len(members) < 2:
        return Signatory(position)
    return Signatory(position, members[place].rpartition(":")[2].strip())
