"""Lists of a round's awards: one to be posted, with codes and no name that nobody consented to; one to be signed, restricted.

The posted list says who receives what, never why: hardship is nobody's business. Codes stand in their own order, which
is random, so that it tells nothing of the register; and no name stands beside a code, which the statement repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import attrs
from sqlalchemy.orm import Session

from khfund import money
from khfund.calendar import format_day
from khfund.reports.award_category import award_categories
from khfund.reports.award_facts import Granted, school_year_of
from khfund.reports.deed import (
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
from khfund.reports.disclosure import Letterhead
from khfund.reports.recipient_area import Area, areas
from khfund.reports.sheet_table import Look as RowLook
from khfund.reports.sheet_table import SheetRow, SheetTable
from khfund.reports.shown_recipients import categories_of
from khfund.reports.table import Column, amount
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.consent import ConsentScope, consenting
from khfund.scholarships.public_code import public_codes
from khfund.scholarships.round_decision import RoundDecision
from khfund.unit import Unit, value_on
from khfund.vietnamese import sort_key

_POSTED = (
    GridColumn("STT", 7, Stand.CENTRE),
    GridColumn("Mã công khai", 16),
    GridColumn("Họ tên (khi có đồng ý)", 26),
    GridColumn("Đơn vị đề nghị", 35),
    GridColumn("Mức (đồng)", 16, Stand.RIGHT),
)
_SIGNED = (
    GridColumn("STT", 5, Stand.CENTRE),
    GridColumn("Họ và tên", 20),
    GridColumn("Ngày sinh", 9, Stand.CENTRE),
    GridColumn("Lớp, trường", 20),
    GridColumn("Số tiền (đồng)", 12, Stand.RIGHT),
    GridColumn("Ngày nhận", 10, Stand.CENTRE),
    GridColumn("Người nhận ký, ghi rõ họ tên", 24),
)


@attrs.frozen
class Posted:
    """A line that may be posted: a name, or a code with a place that enough others share; never a name beside a code."""

    code: str
    name: str
    unit: str
    amount: int


def posted(session: Session, given: Sequence[Granted], year: int, on: date) -> list[Posted]:
    """Return what may be posted of a round on a day: those named first, then the others in the order of their codes.

    Named is who consents and was awarded for nothing but merit, as the public statement does it. Somebody without a
    code of the year stands at the end, with neither code nor name.
    """
    people = [one.who.recipient for one in given]
    codes = public_codes(session, people, year)
    named = consenting(session, people, ConsentScope.PUBLISH_NAME, on) & _honoured(session, given)
    places = _places(session, [one for one in given if one.who.recipient not in named], on)
    lines = [
        Posted("", one.who.name, one.who.unit, one.award.amount)
        if one.who.recipient in named
        else Posted(codes.get(one.who.recipient, ""), "", places[one.who.recipient].unit, one.award.amount)
        for one in given
    ]
    return sorted(
        lines,
        key=lambda one: (not one.name, sort_key(one.name), not one.code, one.code, one.unit, one.amount),
    )


def _honoured(session: Session, given: Sequence[Granted]) -> set[int]:
    """Whoever was awarded for merit alone; a need is told of nobody."""
    found = set()
    for one in given:
        known = award_categories(session.get_one(AwardRound, one.award.round_id).rulebook)
        keys = categories_of(one.award.category)
        if keys and all(key in known and known[key].is_honour for key in keys):
            found.add(one.who.recipient)
    return found


def _places(session: Session, given: Sequence[Granted], on: date) -> dict[int, Area]:
    """Where the others are from, as finely as the public statement tells it."""
    if not given:
        return {}
    unit = session.get_one(Unit, given[0].award.unit_id)
    homes = {
        one.who.recipient: Area((unit.name, one.who.unit) if one.who.unit != unit.name else (unit.name,))
        for one in given
    }
    threshold = int(value_on(session, unit.id, "small_cell_persons", on))
    return areas(homes, [(number, "") for number in homes], threshold=threshold)


def posting_list(
    letter: Letterhead, award_round: AwardRound, decision: RoundDecision, lines: Sequence[Posted]
) -> Deed:
    """Write the list to be posted."""
    rows = [
        GridRow(
            (
                str(number),
                one.code or ("–" if one.name else "(chưa có mã)"),
                one.name or "–",
                one.unit,
                money.format(one.amount),
            )
        )
        for number, one in enumerate(lines, 1)
    ]
    rows.append(GridRow(("", "Cộng", "", "", money.format(sum(one.amount for one in lines))), is_total=True))
    return Deed(
        letterhead=attrs.evolve(letter, number=decision.number),
        title="Danh sách công khai người được cấp học bổng, hỗ trợ",
        subtitle=_about(award_round),
        parts=(
            Words(
                f"(Theo Quyết định số {decision.number} ngày {format_day(decision.day)}; {money.format(len(lines))} suất)",
                Look.NOTE,
            ),
            Grid(_POSTED, tuple(rows)),
            Words(
                "Người được khen thành tích và đồng ý (trẻ từ đủ 7 tuổi: cùng người đại diện) thì nêu tên; người khác mang một mã,"
                " nơi có ít người được ghi theo đơn vị cấp trên."
                " Gia đình biết mã của mình qua đơn vị đề nghị. Thắc mắc, kiến nghị gửi về trụ sở Hội.",
                Look.NOTE,
            ),
            Signing((_signer(letter),), ("Niêm yết tại trụ sở và đơn vị đề nghị", "Lưu: VT")),
        ),
    )


def _about(award_round: AwardRound) -> str:
    return f"Đợt «{award_round.name}»{school_year_of(award_round)}"


def _signer(letter: Letterhead) -> Signatory:
    return Signatory(letter.position, letter.signer, letter.authority, "(Ký, ghi rõ họ tên, đóng dấu)")


def signature_list(
    letter: Letterhead, award_round: AwardRound, decision: RoundDecision, given: Sequence[Granted]
) -> Deed:
    """Write the list that recipients sign when they are paid; restricted."""
    total = sum(one.award.amount for one in given)
    parts: tuple[Part, ...] = (
        Words(f"(Theo Quyết định số {decision.number} ngày {format_day(decision.day)})", Look.NOTE),
        Grid(_SIGNED, tuple(_signed_rows(given)), tall=True),
        Words(
            f"Tổng cộng {money.format(len(given))} suất, {money.format(total)} đồng"
            f" (bằng chữ: {money.words(total)})."
            if given
            else "Không có suất nào đang có hiệu lực.",
        ),
        Words("Người nhận thay ghi rõ quan hệ với người được nhận và số giấy tờ tùy thân.", Look.NOTE),
        Signing(
            (
                Signatory("Người lập"),
                Signatory("Thủ quỹ"),
                Signatory("Xác nhận của nhà trường, UBND xã", how="(Ký, ghi rõ họ tên, đóng dấu)"),
                _signer(letter),
            )
        ),
    )
    return Deed(
        letterhead=letter,
        title="Danh sách ký nhận học bổng, hỗ trợ",
        subtitle=_about(award_round),
        parts=parts,
        restricted=True,
        wide=True,
    )


def _signed_rows(given: Sequence[Granted]) -> Iterator[GridRow]:
    unit = None
    for number, one in enumerate(given, 1):
        if one.who.unit != unit:
            unit = one.who.unit
            ours = [each.award.amount for each in given if each.who.unit == unit]
            said = f"{len(ours)} suất, {money.format(sum(ours))} đồng"
            yield GridRow((unit, said, *[""] * 5), is_heading=True)
        figure = money.format(one.award.amount)
        yield GridRow((str(number), one.who.name, one.who.born, one.who.school, figure, "", ""))


def posting_table(award_round: AwardRound, lines: Sequence[Posted]) -> SheetTable:
    """The posted list as a sheet."""
    columns = (
        Column("number", "STT"), Column("code", "Mã công khai"), Column("name", "Họ tên (khi có đồng ý)"),
        Column("unit", "Đơn vị đề nghị"), amount("amount", "Mức"),
    )  # fmt: skip
    rows = [
        SheetRow((str(number), one.code, one.name, one.unit, one.amount))
        for number, one in enumerate(lines, 1)
    ]
    rows.append(SheetRow(("", "Cộng", "", "", sum(one.amount for one in lines)), RowLook.TOTAL))
    return SheetTable("posting", "Danh sách công khai", columns, tuple(rows), notes=(_about(award_round),))


def signature_table(award_round: AwardRound, given: Sequence[Granted]) -> SheetTable:
    """The list to be signed as a sheet; restricted."""
    columns = (
        Column("number", "STT"), Column("name", "Họ và tên"), Column("born", "Ngày sinh"),
        Column("school", "Lớp, trường"), Column("unit", "Đơn vị đề nghị"), amount("amount", "Số tiền"),
        Column("day", "Ngày nhận"), Column("sign", "Ký nhận"),
    )  # fmt: skip
    rows = [
        SheetRow(
            (str(number), one.who.name, one.who.born, one.who.school, one.who.unit, one.award.amount, "", "")
        )
        for number, one in enumerate(given, 1)
    ]
    rows.append(
        SheetRow(("", "Cộng", "", "", "", sum(one.award.amount for one in given), "", ""), RowLook.TOTAL)
    )
    notes = (_about(award_round), "Tài liệu có dữ liệu cá nhân – chỉ dùng nội bộ, không niêm yết.")
    return SheetTable("signature", "Danh sách ký nhận", columns, tuple(rows), notes=notes)
