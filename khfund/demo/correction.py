"""Mistakes put right after the quarter was closed: a gift written down twice, a receipt with a wrong name."""

from __future__ import annotations

from datetime import date

import attrs
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from khfund.command import Answer, Command
from khfund.demo.office import Office, at
from khfund.donations.donation import Donation
from khfund.donations.donor import Donor, amend_donor, merge_donors, similar_donors
from khfund.donations.gift import Way
from khfund.donations.refund import cancel
from khfund.receipts.receipt import Receipt, copy_receipt, replace_receipt, void_receipt

DOUBLED, FOUND = date(2025, 6, 11), date(2025, 7, 15)
REPLACED = date(2025, 7, 21)
MERGED = date(2026, 1, 14)


def correct_cash_gift(office: Office) -> None:
    """Void the receipt of the second of two equal cash gifts, then cancel that gift; June is closed, so in July."""

    def work(session: Session, command: Command) -> Answer:
        void_receipt(
            session, command, _receipt(session, _doubled(session)), reason="sổ tiền mặt chép lặp một dòng"
        )
        return {}

    def take_back(session: Session, command: Command) -> Answer:
        entry = cancel(session, command, _doubled(session), day=FOUND, reason="sổ tiền mặt chép lặp một dòng")
        return {"entry": entry.id}

    office.do("thuquy", "receipt.void", at(FOUND, 9), work)
    office.do("ketoan", "donation.cancel", at(FOUND, 10), take_back)


def _doubled(session: Session) -> Donation:
    same = select(func.max(Donation.id)).where(Donation.day == DOUBLED, Donation.way == Way.CASH)
    pairs = same.group_by(Donation.donor_id, Donation.amount).having(func.count() == 2)
    return session.get_one(Donation, session.scalars(pairs).one())


def replace_misspelt(office: Office) -> None:
    """Write a giver's name with its tones, replace the receipt that lacked them, hand out a copy of the new one."""

    def amend(session: Session, command: Command) -> Answer:
        donor = _plainly_written(session)
        amend_donor(session, command, donor, attrs.evolve(donor.traits, full_name="Nguyễn Thị Thảo Nguyên"))
        return {"donor": donor.id}

    def replace(session: Session, command: Command) -> Answer:
        receipt = _receipt(session, session.scalars(select(Donation).where(Donation.donor_id == donor)).one())
        new = replace_receipt(session, command, receipt, day=REPLACED, reason="tên người ủng hộ thiếu dấu")
        return {"receipt": new.id}

    def copy(session: Session, command: Command) -> Answer:
        return {"number": copy_receipt(session, command, session.get_one(Receipt, new)).number}

    donor = office.do("ketoan", "donor.amend", at(REPLACED, 9), amend)["donor"]
    new = office.do("thuquy", "receipt.replace", at(REPLACED, 10), replace, donor=donor)["receipt"]
    office.do("thuquy", "receipt.copy", at(REPLACED, 11), copy, receipt=new)


def merge_same(office: Office) -> int:
    """Merge givers entered from a bank's words, without tones, into the only one whose name has them; return how many."""

    def work(session: Session, command: Command) -> Answer:
        merged = 0
        for donor in session.scalars(
            _without_tones().where(Donor.merged_into_id.is_(None)).order_by(Donor.id)
        ).all():
            alike = [
                one.donor for one in similar_donors(session, command.unit, donor.traits, besides=donor.id)
            ]
            if len(alike) == 1 and alike[0].search_fold == donor.search_fold:
                merge_donors(session, command, donor, survivor=alike[0])
                merged += 1
        return {"merged": merged}

    return int(office.do("ketoan", "donor.merge", at(MERGED, 9), work)["merged"])


def _without_tones() -> Select[Donor]:
    return select(Donor).where(func.lower(Donor.full_name) == Donor.search_fold)


def _plainly_written(session: Session) -> Donor:
    """A giver entered from a bank's words, without tones, who gave once and has a receipt."""
    once = select(Donation.donor_id).group_by(Donation.donor_id).having(func.count() == 1)
    receipted = select(Donation.donor_id).join(Receipt, Receipt.donation_id == Donation.id)
    plain = _without_tones().where(Donor.id.in_(once), Donor.id.in_(receipted))
    return session.scalars(plain.order_by(Donor.id).limit(1)).one()


def _receipt(session: Session, donation: Donation) -> Receipt:
    """The latest receipt of a gift."""
    latest = select(func.max(Receipt.id)).where(Receipt.donation_id == donation.id)
    return session.get_one(Receipt, session.scalars(latest).one())
