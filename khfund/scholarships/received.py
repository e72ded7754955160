"""What recipients were granted and paid, over programmes and years; who draws from several programmes at once.

Awards (lượt) and persons are counted apart: a person may hold several awards, and merged entries are one person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import attrs
from sqlalchemy import select
from sqlalchemy.orm import Session

from khfund import money
from khfund.calendar import YEAR_MIN, DateRange, Month, SchoolYear
from khfund.errors import speak
from khfund.scholarships.award import Award, AwardState
from khfund.scholarships.award_round import AwardRound, RoundPurpose
from khfund.scholarships.instalment import Instalment, InstalmentWithdrawal
from khfund.scholarships.payment_standing import paid_instalments
from khfund.scholarships.programme import Programme, ProgrammeKind
from khfund.scholarships.recipient import entries_of
from khfund.unit import value_on

SEVERAL_SOURCE = "TT 35/2011/TT-BGDĐT, Điều 5 khoản 1 điểm c"
CAP = "recipient_year_cap"


@attrs.frozen
class Received:
    """One award, or a school year of one sponsorship; amounts in đồng.

    `granted` is what was awarded or has fallen due, `owed` of it what was not withdrawn, `paid` what was paid and did
    not come back. `number` is that of the award or the sponsorship, `state` an award's state. Goods are worth `granted`
    and are not paid.
    """

    recipient: int
    kind: ProgrammeKind
    number: int
    programme: str
    programme_name: str
    round: str
    school_year: int
    granted: int
    owed: int
    paid: int
    months: int
    state: AwardState | None = None
    is_goods: bool = False

    @property
    def counts(self) -> bool:
        """Whether something of it was or will be received."""
        return self.state is not AwardState.REVOKED and (self.is_goods or self.owed > 0)


@attrs.frozen
class SeveralAtOnce:
    """A recipient draws from several programmes in one school year: a finding, not a refusal."""

    recipient: int
    school_year: int
    programmes: tuple[str, ...]
    amount: int

    def sentence(self) -> str:
        """The finding in words, without a name."""
        return speak(
            "Năm học {year}, người nhận số {number} nhận từ {count} chương trình ({programmes}), cộng {amount:dong}. "
            "{source}: phối hợp để một người học không nhận từ nhiều chương trình cùng một lúc.",
            year=str(SchoolYear(self.school_year)),
            number=self.recipient,
            count=len(self.programmes),
            programmes=", ".join(self.programmes),
            amount=self.amount,
            source=SEVERAL_SOURCE,
        )


@attrs.frozen
class OverCap:
    """A recipient was granted more in a school year than the unit's cap (setting `recipient_year_cap`)."""

    recipient: int
    school_year: int
    amount: int
    cap: int

    def sentence(self) -> str:
        """The finding in words, without a name."""
        return speak(
            "Năm học {year}, người nhận số {number} được {amount:dong}, vượt mức trần {cap:dong} mỗi năm học của đơn vị.",
            year=str(SchoolYear(self.school_year)),
            number=self.recipient,
            amount=self.amount,
            cap=self.cap,
        )


def received(session: Session, recipient_ids: Collection[int], until: date) -> dict[int, list[Received]]:
    """Return for each recipient what was granted up to a day, inclusive, oldest school year first."""
    told: dict[int, list[Received]] = {number: [] for number in recipient_ids}
    whose, condition = entries_of(session, Instalment.recipient_id, recipient_ids)
    owed = [_Owed(*row) for row in session.execute(_instalments().where(condition)) if row[1] in whose]
    owed = [one for one in owed if one.withdrawn is None or one.withdrawn > until or one.nature == "award"]
    paid = _paid(session, {one.unit for one in owed}, until)
    for one in (*_awards(session, recipient_ids, owed, paid, until), *_sponsored(owed, paid, until)):
        for asked in whose.get(one.recipient, ()):
            told[asked].append(attrs.evolve(one, recipient=asked))
    for items in told.values():
        items.sort(key=lambda one: (one.school_year, one.programme, one.number))
    return told


@attrs.frozen
class _Owed:
    """An instalment with what is needed of its programme."""

    id: int
    recipient: int
    unit: int
    nature: str
    month: int
    amount: int
    due: date
    award: int | None
    sponsorship: int | None
    programme: str
    programme_name: str
    withdrawn: date | None

    @property
    def school_year(self) -> int:
        return SchoolYear.of(Month.from_number(self.month).first).year


def _instalments() -> Any:
    columns = (
        Instalment.id,
        Instalment.recipient_id,
        Instalment.unit_id,
        Instalment.nature,
        Instalment.month,
    )
    more = (Instalment.amount, Instalment.due, Instalment.award_id, Instalment.sponsorship_id)
    return (
        select(*columns, *more, Programme.code, Programme.name, InstalmentWithdrawal.day)
        .join(Programme, Programme.id == Instalment.programme_id)
        .outerjoin(InstalmentWithdrawal, InstalmentWithdrawal.instalment_id == Instalment.id)
        .order_by(Instalment.id)
    )


def _paid(session: Session, units: Iterable[int], until: date) -> dict[int, int]:
    """Instalment → what was paid of it up to a day."""
    days = DateRange(date(YEAR_MIN, 1, 1), until + timedelta(days=1))
    return {one.instalment_id: one.amount for unit in units for one in paid_instalments(session, unit, days)}


def _awards(
    session: Session, recipient_ids: Collection[int], owed: list[_Owed], paid: dict[int, int], until: date
) -> Iterator[Received]:
    of_award: dict[int, list[_Owed]] = {}
    for one in owed:
        if one.award is not None:
            of_award.setdefault(one.award, []).append(one)
    whose, condition = entries_of(session, Award.recipient_id, recipient_ids)
    columns = (
        Award,
        AwardRound.code,
        AwardRound.school_year,
        AwardRound.purpose,
        Programme.code,
        Programme.name,
    )
    query = select(*columns).join(AwardRound, AwardRound.id == Award.round_id)
    query = query.join(Programme, Programme.id == AwardRound.programme_id).where(
        condition, Award.granted <= until
    )
    for award, round_code, year, purpose, code, name in session.execute(query):
        if award.recipient_id in whose:
            theirs = of_award.get(award.id, [])
            live = sum(one.amount for one in theirs if one.withdrawn is None or one.withdrawn > until)
            yield Received(
                award.recipient_id,
                ProgrammeKind.AWARD,
                award.id,
                code,
                name,
                round_code,
                year,
                award.amount,
                live,
                sum(paid.get(one.id, 0) for one in theirs),
                len(theirs),
                award.state,
                purpose is RoundPurpose.GOODS,
            )


def _sponsored(owed: list[_Owed], paid: dict[int, int], until: date) -> Iterator[Received]:
    by_year: dict[tuple[int, int, int], list[_Owed]] = {}
    for one in owed:
        if one.sponsorship is not None and one.due <= until:
            by_year.setdefault((one.recipient, one.sponsorship, one.school_year), []).append(one)
    for (recipient, number, year), theirs in sorted(by_year.items()):
        due = sum(one.amount for one in theirs)
        yield Received(
            recipient,
            ProgrammeKind.SPONSORSHIP,
            number,
            theirs[0].programme,
            theirs[0].programme_name,
            "",
            year,
            due,
            due,
            sum(paid.get(one.id, 0) for one in theirs),
            len({one.month for one in theirs}),
        )


# -- findings ---------------------------------------------------------------------------------------------------------


def several_at_once(items: Iterable[Received]) -> list[SeveralAtOnce]:
    """Tell who draws from more than one programme in one school year, by school year and recipient.

    Source: TT 35/2011/TT-BGDĐT, Điều 5 khoản 1 điểm c; a finding for the committee, which may have its reasons.
    """
    return [
        SeveralAtOnce(recipient, year, programmes, sum(one.granted for one in theirs))
        for (year, recipient), theirs in sorted(_by_year(items).items())
        if len(programmes := tuple(sorted({one.programme for one in theirs}))) > 1
    ]


def over_cap(session: Session, unit_id: int, items: Iterable[Received]) -> list[OverCap]:
    """Tell who was granted more in a school year than the unit's cap on its first day; without a cap nobody."""
    found = []
    for (year, recipient), theirs in sorted(_by_year(items).items()):
        written = value_on(session, unit_id, CAP, SchoolYear(year).start)
        amount = sum(one.granted for one in theirs)
        cap = money.parse(written) if written else amount
        if amount > cap:
            found.append(OverCap(recipient, year, amount, cap))
    return found


def _by_year(items: Iterable[Received]) -> dict[tuple[int, int], list[Received]]:
    by_year: dict[tuple[int, int], list[Received]] = {}
    for one in items:
        if one.counts:
            by_year.setdefault((one.school_year, one.recipient), []).append(one)
    return by_year
