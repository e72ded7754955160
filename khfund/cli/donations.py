"""`donation`: every gift, from its booking to its refund."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import attrs
import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from khfund import donations
from khfund.banking.bank_account import find_bank_account
from khfund.banking.bank_line import find_line
from khfund.calendar import DateRange
from khfund.cli.edge import Amount, Day, Edge, pass_edge, progress, read_file, this_day, told
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.donations.campaign import find_campaign
from khfund.donations.donation import Donation, DonationEvent, find_donation, receive
from khfund.donations.donor import Donor, find_donor
from khfund.donations.gift import NewGift, Part, Way
from khfund.donations.identification import identify
from khfund.donations.naming import WAYS
from khfund.donations.received_list import Defaults, preview_list, receive_list
from khfund.errors import KhfundError
from khfund.ledger import find_fund


class PartUnclearError(KhfundError):
    """A part of a gift is written as FUND:AMOUNT, or FUND:AMOUNT:now for what an endowment may spend now."""

    message = "Không hiểu phần «{text}»; hãy viết QUỸ:SỐ_TIỀN, ví dụ KH:500.000, thêm :now nếu được chi ngay."
    english = "The part «{text}» is not clear; write FUND:AMOUNT, such as KH:500.000, with :now if it is to be spent."


@click.group("donation", cls=Group)
def donation_group() -> None:
    """Các khoản ủng hộ."""


@donation_group.command("receive")
@option("--part", "parts", multiple=True, required=True, help="QUỸ:SỐ_TIỀN; lặp lại khi chia nhiều quỹ.")
@option("--donor", "donor_number", type=int, help="Số của nhà hảo tâm; bỏ trống nếu không rõ tên.")
@option("--day", type=Day(), help="Ngày nhận (dòng sao kê thì là ngày của dòng).")
@option("--line", type=int, help="Dòng sao kê, khi chuyển khoản.")
@option("--bank", "number", help="Số tài khoản nhận, khi chuyển khoản mà chưa có sao kê.")
@option("--campaign", "campaign_code", help="Mã đợt vận động.")
@option("--anonymous/--named", default=None, help="Ẩn danh hay nêu tên; mặc định theo ý nhà hảo tâm.")
@option("--purpose", default="", help="Mục đích.")
@pass_edge
def receive_(
    edge: Edge,
    parts: tuple[str, ...],
    donor_number: int | None,
    day: date | None,
    line: int | None,
    number: str | None,
    campaign_code: str | None,
    anonymous: bool | None,
    purpose: str,
) -> None:
    """Ghi một khoản ủng hộ: tiền mặt, hoặc chuyển khoản theo dòng sao kê."""

    def work(session: Session, command: Command) -> Answer:
        unit_id = command.unit
        one = receive(
            session,
            command,
            None if donor_number is None else find_donor(session, unit_id, donor_number),
            day=day or (this_day() if line is None else None),
            parts=[_part(session, unit_id, text) for text in parts],
            way=Way.CASH if line is None and number is None else Way.TRANSFER,
            bank_line=None if line is None else find_line(session, unit_id, line),
            bank_account=None if number is None else find_bank_account(session, unit_id, number),
            campaign=find_campaign(session, unit_id, campaign_code) if campaign_code else None,
            anonymous=anonymous,
            purpose=purpose,
        )
        return _donation(one)

    payload = {"parts": list(parts), "donor": donor_number, "day": day, "line": line, "bank": number}
    payload |= {"campaign": campaign_code, "anonymous": anonymous, "purpose": purpose}
    edge.carry_out("donation.receive", payload, work, say="Đã ghi khoản ủng hộ số {donation}: {amount:dong}.")


def _part(session: Session, unit_id: int, text: str) -> Part:
    pieces = text.split(":")
    if len(pieces) not in (2, 3) or (len(pieces) == 3 and pieces[2] != "now"):
        raise PartUnclearError(text=text)
    amount: int = Amount().convert(pieces[1], None, None)
    return Part(find_fund(session, unit_id, pieces[0].strip()).id, amount, spend_now=len(pieces) == 3)


def _donation(one: Donation) -> Answer:
    return {
        "donation": one.id,
        "day": one.day,
        "amount": one.amount,
        "way": one.way.value,
        "donor": one.donor_id,
        "anonymous": one.anonymous,
    }


@donation_group.command("identify")
@click.argument("line", type=int)
@option("--part", "parts", multiple=True, required=True, help="QUỸ:SỐ_TIỀN.")
@option("--donor", "donor_number", type=int, help="Số của nhà hảo tâm.")
@option("--campaign", "campaign_code", help="Mã đợt vận động.")
@option("--day", type=Day(), help="Ngày ghi sổ (mặc định hôm nay).")
@pass_edge
def identify_(
    edge: Edge,
    line: int,
    parts: tuple[str, ...],
    donor_number: int | None,
    campaign_code: str | None,
    day: date | None,
) -> None:
    """Xác định người cho của tiền đang chờ xác định."""

    def work(session: Session, command: Command) -> Answer:
        unit_id = command.unit
        found = find_line(session, unit_id, line)
        gift = NewGift(
            donor=None if donor_number is None else find_donor(session, unit_id, donor_number).id,
            day=found.day,
            parts=[_part(session, unit_id, text) for text in parts],
            campaign=find_campaign(session, unit_id, campaign_code).id if campaign_code else None,
        )
        numbers = identify(session, command, found, [gift], day=day or this_day())
        return {"line": line, "donation": numbers[0], "amount": gift.amount}

    payload = {
        "line": line,
        "parts": list(parts),
        "donor": donor_number,
        "campaign": campaign_code,
        "day": day,
    }
    edge.carry_out(
        "donation.identify",
        payload,
        work,
        say="Dòng sao kê {line} nay là khoản ủng hộ số {donation}: {amount:dong}.",
    )


@donation_group.command("cancel")
@click.argument("number", type=int)
@option("--reason", required=True, help="Lý do.")
@option("--day", type=Day(), help="Ngày ghi sổ (mặc định hôm nay).")
@pass_edge
def cancel(edge: Edge, number: int, reason: str, day: date | None) -> None:
    """Hủy một khoản ghi nhầm."""

    def work(session: Session, command: Command) -> Answer:
        found = find_donation(session, command.unit, number)
        entry = donations.cancel(session, command, found, day=day or this_day(), reason=reason)
        return {"donation": number, "entry": entry.id}

    payload = {"donation": number, "reason": reason, "day": day}
    edge.carry_out(
        "donation.cancel", payload, work, say="Đã hủy khoản ủng hộ số {donation} bằng bút toán {entry}."
    )


@donation_group.command("refund")
@click.argument("number", type=int)
@option("--reason", required=True, help="Lý do.")
@option("--amount", type=Amount(), help="Số tiền hoàn; bỏ trống để hoàn hết.")
@option("--line", type=int, help="Dòng sao kê trả tiền.")
@option("--day", type=Day(), help="Ngày hoàn (mặc định hôm nay).")
@pass_edge
def refund_(
    edge: Edge, number: int, reason: str, amount: int | None, line: int | None, day: date | None
) -> None:
    """Hoàn lại một khoản ủng hộ, hết hoặc một phần."""

    def work(session: Session, command: Command) -> Answer:
        found = find_donation(session, command.unit, number)
        paid = None if line is None else find_line(session, command.unit, line)
        on = day or (paid.day if paid else this_day())
        entry = donations.refund(
            session, command, found, day=on, reason=reason, amount=amount, bank_line=paid
        )
        return {"donation": number, "entry": entry.id, "voucher": entry.voucher_code}

    payload = {"donation": number, "reason": reason, "amount": amount, "line": line, "day": day}
    edge.carry_out(
        "donation.refund",
        payload,
        work,
        say="Đã hoàn khoản ủng hộ số {donation}: {voucher}, bút toán {entry}.",
    )


@donation_group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@option("--fund", "fund_code", help="Quỹ, cho dòng không ghi quỹ.")
@option("--campaign", "campaign_code", help="Đợt vận động, cho dòng không ghi.")
@option("--bank", "number", help="Số tài khoản nhận, cho các dòng chuyển khoản.")
@option("--preview", is_flag=True, help="Chỉ xem thử, chưa ghi.")
@option("--again", is_flag=True, help="Nhập lại một danh sách đã nhập.")
@pass_edge
def import_(
    edge: Edge,
    file: Path,
    fund_code: str | None,
    campaign_code: str | None,
    number: str | None,
    preview: bool,
    again: bool,
) -> None:
    """Nhập danh sách ủng hộ từ bảng tính; có một chỗ sai thì chưa nhập gì."""
    terms = _Terms(fund_code, campaign_code, number)
    _content, digest = read_file(file)
    if preview:
        _preview(edge, file, terms)
        return
    payload = {"file": file.name, "sha256": digest, "fund": fund_code, "campaign": campaign_code}
    payload |= {"bank": number}
    with progress("Nhập danh sách", quiet=edge.as_json) as show:

        def work(session: Session, command: Command) -> Answer:
            defaults = terms.find(session, command.unit)
            one = receive_list(
                session, command, file, defaults=defaults, again=again, tell=lambda done: show(done, done + 1)
            )
            return {"file": file.name, "gifts": one.gifts, "amount": one.amount, "new_donors": one.new_donors}

        say = "{file}: đã ghi {gifts:so} khoản, {amount:dong}; {new_donors:so} nhà hảo tâm mới."
        edge.carry_out("donation.import", payload, work, say=say)


@attrs.frozen
class _Terms:
    """What a person says for the rows of a list that do not say it."""

    fund: str | None
    campaign: str | None
    bank: str | None

    def find(self, session: Session, unit_id: int) -> Defaults:
        return Defaults(
            fund=find_fund(session, unit_id, self.fund) if self.fund else None,
            campaign=find_campaign(session, unit_id, self.campaign) if self.campaign else None,
            bank_account=find_bank_account(session, unit_id, self.bank) if self.bank else None,
        )


def _preview(edge: Edge, file: Path, terms: _Terms) -> None:
    with edge.reading() as session:
        unit_id = edge.unit(session).id
        defaults = terms.find(session, unit_id)
        found = preview_list(session, unit_id, file, today=this_day(), defaults=defaults)
    problems = [told(one) for one in found.problems]
    repeats = [{"row": row, "donation": donation} for row, donation in found.repeats]
    answer = {"file": found.file, "gifts": found.gifts, "amount": found.amount}
    answer |= {"problems": problems, "repeats": repeats}
    edge.tell(answer, "{file}: {gifts:so} khoản, {amount:dong}; chưa ghi gì.")
    if edge.as_json:
        return
    for problem in problems:
        click.echo(f"  {problem}", err=True)
    for one in repeats:
        edge.warn("  dòng {row}: giống khoản ủng hộ số {donation} đã ghi.", **one)


@donation_group.command("list")
@option("--days", "days_text", required=True, help="Khoảng ngày: 2026, 2026-03….")
@option("--limit", default=100, show_default=True, help="Nhiều nhất bấy nhiêu dòng.")
@pass_edge
def list_donations(edge: Edge, days_text: str, limit: int) -> None:
    """Liệt kê các khoản ủng hộ."""
    days = DateRange.parse(days_text)
    with edge.reading() as session:
        back = select(func.coalesce(func.sum(DonationEvent.amount), 0)).where(
            DonationEvent.donation_id == Donation.id
        )
        query = select(Donation, Donor.full_name, back.scalar_subquery())
        query = query.outerjoin(Donor, Donor.id == Donation.donor_id)
        query = query.where(
            Donation.unit_id == edge.unit(session).id, Donation.day >= days.start, Donation.day < days.end
        )
        count = session.scalars(query.with_only_columns(func.count())).one()
        found = session.execute(query.order_by(Donation.day, Donation.id).limit(limit))
        rows = [_shown(one, name or "", int(returned)) for one, name, returned in found]
    columns = [
        ("donation", "Số"),
        ("day", "Ngày"),
        ("name", "Người cho"),
        ("amount", "Số tiền"),
        ("returned", "Đã hủy, hoàn"),
        ("way_name", "Cách"),
    ]
    edge.list(rows, [*columns, ("anonymous", "Ẩn danh")], of=count)


def _shown(one: Donation, name: str, returned: int) -> Answer:
    said = {"returned": returned, "donation": str(one.id), "name": name, "donor": str(one.donor_id or "")}
    return _donation(one) | said | {"way_name": _(WAYS[one.way])}
