"""A round that is paid whole: pupils in need and honoured persons of three communes, for the tests of what is published."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from khfund.scholarships.consent import ConsentScope, give_consent
from khfund.scholarships.guardian import Relation, name_guardian
from khfund.scholarships.known_fact import state_fact
from khfund.scholarships.nomination import nominate
from khfund.scholarships.payee import PayeeWay, set_payee
from khfund.scholarships.recipient import RecipientKind, enter_recipient, find_recipient
from tests.builders import Office, an_office
from tests.scholarships.decided import DAY, Round, _paper, a_round
from tests.scholarships.runs import Payer

FAMILY = ("Lò", "Quàng", "Hà", "Vì", "Lường", "Mùa", "Giàng", "Sùng", "Tòng", "Cà")
GIVEN = ("Ánh", "Bình", "Hoà", "Hoàng", "Hương", "Tu", "Tủa", "Mỷ", "Dế", "Páo")
SCHOOL, CLASS = "THCS Suối Vàng Anh", "7 Hoa Ban"
NEEDS = {
    "1": (("disability", "severe", "disability_certificate"),),
    "5": (("hardship", True, "hardship_confirmation"), ("needs_bicycle", True, "school_confirmation")),
    "II.5": (("honour", "province_first", "award_certificate"),),
}


@attrs.define
class PaidRound:
    """The round, who was put forward by category, and the payer."""

    made: Round
    payer: Payer
    by_category: dict[str, list[int]]
    names: dict[int, str]

    @property
    def office(self) -> Office:
        """Who pays."""
        return self.made.office


def a_paid_round(
    database: Any, *, each: dict[str, dict[str, int]] | None = None, office: Office | None = None
) -> PaidRound:
    """Put forward, screen, allocate, decide, draft, approve and pay in cash; one honoured pupil's name may be told."""
    each = each or {"XA1": {"1": 9, "5": 2}, "XA2": {"5": 6, "1": 1}, "XA3": {"1": 2, "II.5": 2}}
    office = office or an_office(database)
    made = a_round(office, each=dict.fromkeys(each, 0), budget=100_000_000, amount=700_000, code="HB")
    whole = PaidRound(made, Payer(office, None), {}, {})  # type: ignore[arg-type]  cash needs no bank
    for unit, counts in each.items():
        for category, count in counts.items():
            for _one in range(count):
                put_forward(whole, unit, category)
    if honoured := whole.by_category.get("II.5"):
        consent(whole, honoured[0])
    made.prepare()
    made.allocate()
    made.decide()
    pay_all(whole)
    return whole


def put_forward(whole: PaidRound, unit: str, category: str) -> int:
    """Enter one pupil who meets a category, paid in cash, and put him or her forward."""
    place = len(whole.made.recipients)
    name = f"{FAMILY[place % 10]} Thị {GIVEN[place // 10]} {GIVEN[place % 10]}"

    def enter(session: Any, command: Any) -> int:
        one = enter_recipient(
            session,
            command,
            name,
            RecipientKind.PUPIL,
            birth_day=date(2012, 2, 29),
            commune=f"xã {unit} Thượng",
        )
        state_fact(session, command, one.id, "learner", "pupil", evidence=_paper("school_confirmation", None))
        for key, value, paper in NEEDS[category]:
            state_fact(session, command, one.id, key, value, evidence=_paper(paper, None))
        set_payee(session, command, one, PayeeWay.CASH, since=date(2026, 1, 1))
        return int(one.id)

    number = whole.office.do("recipient.enter", enter)

    def put(session: Any, command: Any, award_round: Any) -> None:
        one = find_recipient(session, whole.office.unit, number)
        nominate(
            session, command, award_round, one, unit_id=whole.made.units[unit], received=DAY, school=SCHOOL,
            school_class=CLASS, circumstances="Bố bị bệnh tim, mẹ đi làm xa",
        )  # fmt: skip

    whole.made.do("nomination.enter", put)
    whole.made.recipients.append(number)
    whole.by_category.setdefault(category, []).append(number)
    whole.names[number] = name
    return number


def consent(whole: PaidRound, number: int) -> None:
    """The child and its mother consent to the name being told."""

    def work(session: Any, command: Any) -> None:
        child = find_recipient(session, command.unit, number)
        mother = name_guardian(
            session,
            command,
            number,
            "Lò Thị Mẹ Hiền",
            Relation.MOTHER,
            represents=True,
            raises=True,
            since=DAY,
        )
        for guardian in (None, mother.id):
            give_consent(
                session,
                command,
                child,
                ConsentScope.PUBLISH_NAME,
                guardian=guardian,
                day=DAY,
                paper="Giấy số 5",
            )

    whole.office.do("recipient.consent", work)


def pay_all(whole: PaidRound) -> None:
    """Draft, approve and pay everything that is owed in cash."""
    run = whole.payer.approved(until=DAY)
    whole.payer.settle_cash(*whole.payer.lines(run))
