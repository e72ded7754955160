"""Read from one unit's book who received in the days of a statement: what was paid through payment runs, by award.

What is read here is protected; `recipient_disclosure.disclose` says what of it may be shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from khfund.calendar import DateRange
from khfund.errors import KhfundError
from khfund.reports.award_category import award_categories
from khfund.reports.recipient_area import Area
from khfund.reports.recipient_disclosure import (
    AwardProgramme,
    Category,
    Received,
    RecipientDisclosure,
    disclose,
)
from khfund.reports.small_cell import Spot
from khfund.scholarships.award import Award
from khfund.scholarships.award_round import AwardRound
from khfund.scholarships.consent import ConsentScope, consenting
from khfund.scholarships.instalment import Instalment
from khfund.scholarships.nomination import Nomination
from khfund.scholarships.payment_standing import PaidInstalment, paid_instalments
from khfund.scholarships.programme import Programme
from khfund.scholarships.public_code import public_codes
from khfund.scholarships.recipient import Recipient, RecipientKind, one_person
from khfund.unit import Tree, Unit, tree_on, value_on

ALL_UNITS = "Các đơn vị của báo cáo"
_CHUNK = 10_000
Source = tuple[int, int | None, int | None]
"""A person, and the award or the sponsorship that was paid."""


class StatementCodesMissingError(KhfundError):
    """Whoever is shown in a statement by a code has one."""

    message = "Còn {count:so} người nhận chưa có mã công khai năm {year}; hãy chạy `khfund recipient publish-codes {year}` rồi lập lại báo cáo."
    english = "{count:so} recipients have no public code for {year} yet; run `khfund recipient publish-codes {year}` and make the statement again."


@attrs.frozen
class Basis:
    """What an instalment was paid for: an award of a round, or a sponsorship; the unit that put forward, if any."""

    award: int | None
    sponsorship: int | None
    category: str | None
    rulebook: str | None
    unit: int | None


class ShownRecipients:
    """Who received from the chosen funds of one unit."""

    def __init__(
        self, session: Session, unit: Unit, days: DateRange, funds: Collection[int], *, mark: str = ""
    ) -> None:
        self.session, self.unit, self.days, self.mark = session, unit, days, mark
        self.paid = [one for one in paid_instalments(session, unit.id, days) if one.fund_id in funds]
        self._standing = one_person(session, {one.recipient_id for one in self.paid})
        self._bases = {
            row[0]: Basis(*row[1:])
            for row in in_chunks(session, _bases(), Instalment.id, [one.instalment_id for one in self.paid])
        }
        self.programmes = {
            one.id: one
            for (one,) in in_chunks(
                session, select(Programme), Programme.id, sorted({one.programme_id for one in self.paid})
            )
        }

    @property
    def year(self) -> int:
        """The year of the codes: that of the last day."""
        return self.days.last.year

    def person(self, one: PaidInstalment) -> int:
        """The entry of the register that stands for whoever was paid."""
        return self._standing[one.recipient_id][0]

    def basis(self, one: PaidInstalment) -> Basis:
        """What an instalment was paid for."""
        return self._bases[one.instalment_id]

    def by_source(self) -> dict[Source, list[PaidInstalment]]:
        """What was paid, by person and award or sponsorship."""
        groups: defaultdict[Source, list[PaidInstalment]] = defaultdict(list)
        for one in self.paid:
            basis = self.basis(one)
            groups[self.person(one), basis.award, basis.sponsorship].append(one)
        return dict(groups)

    def people(self) -> dict[int, Recipient]:
        """Everybody who was paid, by number."""
        wanted = sorted({self.person(one) for one in self.paid})
        return {one.id: one for (one,) in in_chunks(self.session, select(Recipient), Recipient.id, wanted)}

    def shown_programmes(self) -> Iterator[AwardProgramme]:
        """The programmes that paid."""
        for one in sorted(self.programmes.values(), key=lambda one: one.code):
            yield AwardProgramme(self.mark + one.code, one.name)

    def categories(self) -> Iterator[Category]:
        """Every category of need of the rulebooks under which was awarded, met by anybody or not."""
        rulebooks = sorted({one.rulebook for one in self._bases.values() if one.rulebook})
        for code in rulebooks:
            for one in award_categories(code).values():
                if not one.is_honour:
                    yield Category(f"{code}:{one.key}", one.name)

    def received(self, *, on: date, root: tuple[str, ...] = ()) -> Iterator[Received]:
        """What everybody got, by award or sponsorship; minors and consent as of `on`. `root` stands above the unit.

        Raises: StatementCodesMissingError.
        """
        people = self.people()
        codes = self._codes(people)
        consents = consenting(self.session, people, ConsentScope.PUBLISH_NAME, on)
        tree = tree_on(self.session, self.days.last)
        for (number, *_source), some in self.by_source().items():
            person, basis = people[number], self.basis(some[0])
            category, honour = self._meaning(basis)
            yield Received(
                person=number,
                code=codes.get(number, ""),
                name=person.full_name,
                is_school=person.kind is RecipientKind.SCHOOL,
                is_minor=person.is_minor(on),
                consents=number in consents,
                home=Area(root + self._path(tree, basis.unit or person.unit_id), person.commune),
                programme=self.mark + self.programmes[some[0].programme_id].code,
                payments=len(some),
                amount=sum(one.amount for one in some),
                category=category,
                honour=honour,
                is_award=basis.award is not None,
            )

    def _codes(self, people: Mapping[int, Recipient]) -> dict[int, str]:
        persons = [number for number, one in people.items() if one.kind is not RecipientKind.SCHOOL]
        codes = public_codes(self.session, persons, self.year)
        if missing := len(persons) - len(codes):
            raise StatementCodesMissingError(count=missing, year=self.year)
        return codes

    def _path(self, tree: Tree, unit_id: int) -> tuple[str, ...]:
        """The names from the unit that pays down to the one that put forward."""
        path = tree.path(unit_id)
        below = path[path.index(self.unit.id) + 1 :] if self.unit.id in path else [unit_id]
        return tuple(tree.names[one] for one in [self.unit.id, *below])

    def _meaning(self, basis: Basis) -> tuple[str, str]:
        """The category of need that is counted, or the honour; an award for both is counted as a need."""
        known = award_categories(basis.rulebook or "")
        met = [known[key] for key in categories_of(basis.category or "") if key in known]
        needs = [one for one in met if not one.is_honour]
        if needs:
            return f"{basis.rulebook}:{needs[0].key}", ""
        return "", "; ".join(one.name for one in met)


def disclosed(
    books: Sequence[ShownRecipients],
    *,
    on: date,
    hidden: Collection[Spot] = (),
    known: Mapping[Spot, int] | None = None,
) -> RecipientDisclosure:
    """Put the recipients of several books together and say of each what may be said on a day.

    Several units stand under one that means all of them; the fewest that are counted openly is the first unit's setting.

    Raises: StatementCodesMissingError.
    """
    root = (ALL_UNITS,) if len(books) > 1 else ()
    threshold = int(value_on(books[0].session, books[0].unit.id, "small_cell_persons", on))
    return disclose(
        [one for book in books for one in book.received(on=on, root=root)],
        programmes=[one for book in books for one in book.shown_programmes()],
        categories=list(dict.fromkeys(one for book in books for one in book.categories())),
        threshold=threshold,
        hidden=hidden,
        known=known,
    )


def categories_of(written: str) -> tuple[str, ...]:
    """The keys of an award's categories, the one that counts first."""
    return tuple(key for part in written.split(",") if (key := part.strip()))


def _bases() -> Any:
    return (
        select(
            Instalment.id, Instalment.award_id, Instalment.sponsorship_id, Award.category, AwardRound.rulebook,
            Nomination.unit_id,
        )
        .outerjoin(Award, Award.id == Instalment.award_id)
        .outerjoin(AwardRound, AwardRound.id == Award.round_id)
        .outerjoin(Nomination, Nomination.id == Award.nomination_id)
    )  # fmt: skip


def in_chunks(
    session: Session, query: Any, column: InstrumentedAttribute[int], wanted: Sequence[int]
) -> Iterable[Any]:
    """The rows whose `column` is among many."""
    for first in range(0, len(wanted), _CHUNK):
        yield from session.execute(query.where(column.in_(wanted[first : first + _CHUNK])))
