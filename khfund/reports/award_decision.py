"""The decision that grants a round's awards (quyết định), with its list, in the form of an official document."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from khfund import money
from khfund.calendar import format_day, spoken_day
from khfund.errors import KhfundError
from khfund.reports.award_facts import Granted, RoundFacts, Somebody, school_year_of
from khfund.reports.award_minutes import bases
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
from khfund.scholarships.award_round import RoundPurpose

_LIST = (
    GridColumn("STT", 7, Stand.CENTRE),
    GridColumn("Họ và tên", 29),
    GridColumn("Ngày sinh", 14, Stand.CENTRE),
    GridColumn("Lớp, trường", 32),
    GridColumn("Số tiền (đồng)", 18, Stand.RIGHT),
)


class RoundUndecidedError(KhfundError):
    """A decision and the lists under it are printed when the round is decided."""

    message = "Đợt {round} chưa có quyết định nên chưa in được {paper}; hãy ra quyết định bằng `khfund award decide`."
    english = "The round {round} is not decided, so the {paper} cannot be printed; decide it with `khfund award decide`."


def award_decision(facts: RoundFacts, given: Sequence[Granted]) -> Deed:
    """Write the decision as it was made on its day; `given` tells on which days its awards are paid.

    Raises: RoundUndecidedError.
    """
    decision = facts.decision
    if decision is None:
        raise RoundUndecidedError(round=facts.award_round.code, paper="quyết định")
    letter = facts.letterhead
    return Deed(
        letterhead=attrs.evolve(letter, number=decision.number),
        title="Quyết định",
        subtitle=f"Về việc cấp học bổng, hỗ trợ đợt «{facts.award_round.name}»{school_year_of(facts.award_round)}",
        parts=(
            Words(f"{letter.position} {letter.body}".upper(), Look.CENTRE),
            *[Words(f"Căn cứ {one};", Look.BASIS) for one in bases(facts)],
            Words(
                f"Căn cứ Biên bản xét chọn ngày {format_day(facts.run.day)} (lần phân suất thứ {facts.run.number}).",
                Look.BASIS,
            ),
            Words("QUYẾT ĐỊNH:", Look.CENTRE),
            *_articles(facts, [one for one in given if one.award.decision == decision.number]),
            Signing(
                (
                    Signatory(
                        letter.position, letter.signer, letter.authority, "(Ký, ghi rõ họ tên, đóng dấu)"
                    ),
                ),
                ("Như Điều 5", *letter.recipients),
            ),
            Annex(
                "Danh sách được cấp học bổng, hỗ trợ",
                f"(Kèm theo Quyết định số {decision.number} {spoken_day(decision.day)} của {letter.body})",
            ),
            _grid([(one.who, one.amount) for one in facts.awarded]),
        ),
        restricted=True,
    )


def _articles(facts: RoundFacts, given: Sequence[Granted]) -> list[Part]:
    award_round, count = facts.award_round, len(facts.awarded)
    goods = award_round.purpose is RoundPurpose.GOODS
    what = f"hiện vật ({award_round.goods})" if goods else "học bổng"
    worth = "tổng giá trị" if goods else "tổng số tiền"
    first = (
        f"Cấp {money.format(count)} suất {what} thuộc chương trình «{facts.programme.name}», {worth}"
        f" {money.format(facts.amount)} đồng (bằng chữ: {money.words(facts.amount)}), cho những người có tên trong danh sách"
        " kèm theo."
    )
    each = "; ".join(
        f"{number} suất, mỗi suất {money.format(amount)} đồng" for amount, number in facts.amounts
    )
    paid = _paid(given, goods=goods)
    return [
        Words(first, Look.TEXT, "Điều 1."),
        Words(f"Mức cấp: {each}. {paid}", Look.TEXT, "Điều 2."),
        Words(
            f"Kinh phí lấy từ {facts.fund.name}, phần được phép chi; không sử dụng vốn gốc của quỹ.",
            Look.TEXT,
            "Điều 3.",
        ),
        Words(
            "Đến ngày chi, người không còn đủ điều kiện hoặc giấy tờ chứng minh đã hết hạn thì tạm dừng chi để xem xét."
            " Suất bị thu hồi được chuyển cho người dự bị kế tiếp của cùng đơn vị theo thứ tự trong biên bản xét chọn.",
            Look.TEXT,
            "Điều 4.",
        ),
        Words(
            "Quyết định này có hiệu lực kể từ ngày ký. Văn phòng, kế toán, thủ quỹ, các đơn vị đề nghị và những người có"
            " tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./.",
            Look.TEXT,
            "Điều 5.",
        ),
    ]


def _paid(given: Sequence[Granted], *, goods: bool) -> str:
    if goods:
        return "Hiện vật được trao theo danh sách trao có ký nhận."
    days = sorted({day for one in given for day in one.days})
    if not days:
        return "Chi qua nơi nhận tiền đã đăng ký của từng người."
    said = ", ".join(format_day(day) for day in days)
    times = "một lần, từ ngày" if len(days) == 1 else f"thành {len(days)} kỳ, từ các ngày"
    return f"Chi {times} {said}, qua nơi nhận tiền đã đăng ký của từng người."


def _grid(named: Sequence[tuple[Somebody, int]]) -> Grid:
    """The list by unit and name, each unit under its own line."""
    rows: list[GridRow] = []
    unit = None
    ordered = sorted(named, key=lambda one: (one[0].unit, one[0].sort_key, one[0].recipient))
    for number, (who, amount) in enumerate(ordered, 1):
        if who.unit != unit:
            unit = who.unit
            ours = [each for one, each in ordered if one.unit == unit]
            rows.append(
                GridRow(
                    (unit, f"{len(ours)} suất, {money.format(sum(ours))} đồng", "", "", ""), is_heading=True
                )
            )
        rows.append(GridRow((str(number), who.name, who.born, who.school, money.format(amount))))
    rows.append(GridRow(("", "Cộng", "", "", money.format(sum(each for _one, each in named))), is_total=True))
    return Grid(_LIST, tuple(rows))
