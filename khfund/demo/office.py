"""The invented association on its database: founded on the second of January 2025 from its own lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import attrs
from sqlalchemy.orm import Session

from khfund import actor, unit
from khfund.actor import Role
from khfund.banking.bank_account import BankAccount, find_bank_account, open_bank_account
from khfund.command import Answer, Command, Order, execute, run
from khfund.db import Database
from khfund.demo.office_list import example, listed
from khfund.donations.campaign import find_campaign, open_campaign
from khfund.donations.donor import Donor, enter_donors, sound_traits
from khfund.donations.issued_code import issue_code
from khfund.donations.likeness import DonorKind, Traits
from khfund.ledger import (
    AccountRole,
    Fund,
    Restriction,
    SpendingRule,
    account_for,
    find_account,
    find_fund,
    open_account,
    open_book,
    open_chart,
    open_fund,
)
from khfund.ledger.opening import bring_forward, read_opening
from khfund.receipts.series import open_series

UNIT = "MS"
VIETCOMBANK = "1000200030004"
BIDV = "2000300040005"
SERIES = "GXN"
OPENED = date(2025, 1, 1)
FOUNDED = date(2025, 1, 2)
KINDS = {"Cá nhân": DonorKind.PERSON, "Hộ gia đình": DonorKind.HOUSEHOLD, "Tổ chức": DonorKind.ORGANISATION}
FUNDS = (
    ("KH", "Quỹ Khuyến học tỉnh", Restriction.UNRESTRICTED, SpendingRule.ALL, "Điều lệ Hội, Điều 12", ""),
    ("NE", "Quỹ Nuôi em khuyến học", Restriction.PURPOSE, SpendingRule.ALL, "Quyết định số 21/QĐ-HKH ngày 04/9/2023",
     "Hỗ trợ 500.000 đồng mỗi tháng cho học sinh mồ côi đến hết lớp 12"),
    ("TH", "Quỹ học bổng Tô Hiệu", Restriction.ENDOWMENT, SpendingRule.INTEREST_ONLY,
     "Quyết định số 15/QĐ-UBND ngày 07/3/2019", "Trao học bổng từ tiền lãi"),
)  # fmt: skip
CAMPAIGNS = (
    ("KHKH25", "Vận động Quỹ Khuyến học năm 2025", "KH", date(2025, 1, 1), 300_000_000),
    ("KHNE25", "Nuôi em khuyến học năm 2025", "NE", date(2025, 1, 1), 50_000_000),
    ("KHTH25", "Tháng vận động Quỹ học bổng Tô Hiệu 07/3/2025", "TH", date(2025, 2, 1), 150_000_000),
)
PROGRAMMES = (
    ("61111", "Quà Tết, Trung thu, Xuân biên cương"),
    ("61112", "Học bổng Tô Hiệu"),
    ("61113", "Nuôi em khuyến học"),
    ("61114", "Khen thưởng, cuộc thi"),
    ("61115", "Tiếp sức mùa thi"),
)
"""Accounts below 6111, one for each programme, so that the statement shows what was used for what."""

SETTINGS = {
    "document_number": "12/BC-HKH",
    "signer_name": "Hoàng Thị Sao Mai",
    "receipt_signatories": "Người ủng hộ; Thủ quỹ: Lường Thị Mây; Chủ tịch: Hoàng Thị Sao Mai",
    "receipt_note": "Trân trọng cảm ơn tấm lòng của Quý vị đối với sự nghiệp khuyến học.",
}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of a day in Viet Nam."""
    return datetime.combine(day, time(hour, minute), UTC) - timedelta(hours=7)


@attrs.define
class Office:
    """The association: its books, its papers, its officers by login."""

    database: Database
    folder: Path
    unit: int
    persons: dict[str, int]

    def do(
        self,
        login: str,
        kind: str,
        moment: datetime,
        work: Callable[[Session, Command], Answer | None],
        *,
        in_unit: int | None = None,
        **payload: Any,
    ) -> Answer:
        """Carry out a command as one of the officers at a moment of the example year, in the association or another unit."""
        order = Order(self.persons[login], kind, in_unit or self.unit, payload, at=moment)
        return run(self.database, order, lambda session, command: work(session, command) or {})

    def file(self, name: str) -> Path:
        """An example file.

        Raises: ExampleFileMissingError.
        """
        return example(self.folder, name)

    def bank(self, session: Session, number: str) -> BankAccount:
        """One of the two bank accounts."""
        return find_bank_account(session, self.unit, number)

    def fund(self, session: Session, code: str) -> Fund:
        """A fund by its code."""
        return find_fund(session, self.unit, code)

    def account(self, session: Session, of: AccountRole | str) -> int:
        """The id of an account by its role or its code."""
        if isinstance(of, AccountRole):
            return account_for(session, self.unit, of).id
        return find_account(session, self.unit, of).id


def found_office(database: Database, folder: Path) -> Office:
    """Make empty books into those of the association: unit, officers, chart, funds, balances brought forward, givers."""
    database.migrate()
    office = Office(database, folder, 0, {})
    moment = at(FOUNDED, 8)
    with database.writing() as session:
        office.persons["quantri"] = actor.found(session, "quantri", "Quản trị hệ thống").id
        order = Order(office.persons["quantri"], "unit.enter", None, {"code": UNIT}, at=moment)
        office.unit = execute(session, order, lambda s, c: _enter(s, c, office))["unit"]
    office.do("quantri", "book.open", moment, _open_book, opened=OPENED)
    office.do("chutich", "unit.set", moment, _set_values, values=SETTINGS)
    office.do("ketoan", "fund.open", moment, lambda s, c: _open_accounts(s, c, office))
    office.do("ketoan", "entry.bring_forward", at(FOUNDED, 9), lambda s, c: _bring_forward(s, c, office))
    rows = listed(office.file("danh-sach-nha-hao-tam.xlsx"))
    office.do(
        "ketoan", "donor.enter", at(FOUNDED, 10), lambda s, c: _enter_givers(s, c, rows), count=len(rows)
    )
    return office


def _enter(session: Session, command: Command, office: Office) -> Answer:
    body = unit.enter_unit(
        session,
        command,
        UNIT,
        "Hội Khuyến học tỉnh Mường Sáng",
        parent_body="UBND tỉnh Mường Sáng",
        place="Mường Sáng",
        address="Số 1 phố Học Tập, phường Bình Minh, tỉnh Mường Sáng",
        phone="0000 000 001",
        licence="Quyết định số 08/QĐ-UBND ngày 12/5/2001",
        public_url="https://khuyenhoc.example/bn",
    )
    for row in listed(office.file("danh-sach-can-bo.xlsx")):
        person = actor.enter_person(session, command, row["Tên đăng nhập"], row["Họ và tên"])
        actor.grant(session, command, person, Role(row["Vai trò"]), body.id)
        office.persons[person.login] = person.id
    return {"unit": body.id}


def _open_book(session: Session, command: Command) -> None:
    open_chart(session, command)
    open_book(session, command, opened=OPENED)


def _set_values(session: Session, command: Command) -> None:
    for key, value in SETTINGS.items():
        unit.set_value(session, command, key, value, since=OPENED)


def _open_accounts(session: Session, command: Command, office: Office) -> None:
    for code, name, restriction, rule, basis, purpose in FUNDS:
        open_fund(
            session, command, code, name, opened=OPENED, restriction=restriction, spending_rule=rule,
            purpose=purpose, legal_basis=basis,
        )  # fmt: skip
    for code, bank, number, fund in (
        ("1121", "Vietcombank", VIETCOMBANK, "KH"),
        ("1122", "BIDV", BIDV, "TH"),
    ):
        account = open_account(session, command, code, f"Tiền gửi {bank}", AccountRole.BANK)
        open_bank_account(
            session, command, number, bank=bank, account=account, default_fund=office.fund(session, fund),
            opened=OPENED, holder="Hội Khuyến học tỉnh Mường Sáng",
        )  # fmt: skip
    for code, name, fund, starts, target in CAMPAIGNS:
        open_campaign(
            session, command, code, name, fund=office.fund(session, fund), starts=starts, ends=date(2025, 12, 31),
            target=target,
        )  # fmt: skip
    for code, name in PROGRAMMES:
        open_account(session, command, code, name, AccountRole.SCHOLARSHIPS)
    open_series(session, command, SERIES)


def _bring_forward(session: Session, command: Command, office: Office) -> Answer:
    file = office.file("so-du-dau-ky.csv")
    lines = read_opening(session, command.unit, file.read_bytes(), file.name)
    return {"entry": bring_forward(session, command, lines).id}


def _enter_givers(session: Session, command: Command, rows: list[dict[str, Any]]) -> None:
    """Enter the givers of the list and hand out their transfer codes, which must be those on the list."""
    traits = [
        Traits(
            row["Họ và tên"],
            KINDS[row["Loại"]],
            locality=row["Đơn vị"],
            wishes_anonymity=bool(row["Ẩn danh"]),
        )
        for row in rows
    ]
    numbers = enter_donors(session, command, [sound_traits(one) for one in traits])
    wanted = sorted(
        (code.strip(), number)
        for row, number in zip(rows, numbers, strict=True)
        for code in row["Mã chuyển khoản"].split(",")
        if code.strip()
    )
    for code, number in wanted:
        campaign = find_campaign(session, command.unit, code[:6])
        fund = session.get_one(Fund, campaign.fund_id)
        donor = session.get_one(Donor, number)
        issued = issue_code(session, command, code[:6], fund=fund, campaign=campaign, donor=donor)
        assert issued.code == code, f"{issued.code} was handed out where the list says {code}"
