"""What is published is switched by dated commands, and never quietly."""

from datetime import date

import pytest
from sqlalchemy import select

from khfund.command import contradictions
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.oversight.publication import (
    PublicationDayError,
    PublicationSameError,
    PublicationSubject,
    PublicationSwitch,
    is_published,
    publishing_units,
    switch_publication,
    switches,
)
from tests.builders import write_by_hand

STATEMENTS = PublicationSubject.STATEMENTS
TODAY = date(2027, 1, 15)


def switched(office, subject=STATEMENTS, **more):
    return office.do(
        "publication.switch", lambda s, c: switch_publication(s, c, subject, **more), by=office.chair
    )


def test_nothing_is_published_until_it_is_switched_on(office):
    before = office.read(lambda s: (is_published(s, office.unit, STATEMENTS, TODAY), publishing_units(s)))
    switched(office, is_on=True)
    after = office.read(lambda s: (is_published(s, office.unit, STATEMENTS, TODAY), publishing_units(s)))

    assert (before, after) == ((False, []), (True, [office.unit]))


def test_switching_off_states_its_reason_and_stays_on_record(office):
    switched(office, is_on=True)
    switched(office, is_on=False, since=date(2027, 2, 1), reason="Đang rà soát số liệu")
    switched(office, is_on=True, since=date(2027, 2, 10))

    told = office.read(lambda s: [(one.is_on, one.since, one.reason) for one in switches(s, office.unit)])
    published = office.read(
        lambda s: [
            is_published(s, office.unit, STATEMENTS, day)
            for day in (TODAY, date(2027, 2, 1), date(2027, 2, 10))
        ]
    )
    assert told == [
        (True, date(2027, 2, 10), ""),
        (False, date(2027, 2, 1), "Đang rà soát số liệu"),
        (True, TODAY, ""),
    ]
    assert published == [True, False, True]
    assert office.read(lambda s: list(contradictions(s))) == []


def test_without_a_reason_nothing_is_switched_off(sqlite_office):
    switched(sqlite_office, is_on=True)

    with pytest.raises(ReasonMissingError):
        switched(sqlite_office, is_on=False, reason=" ")


def test_a_switch_is_never_back_dated(office):
    with pytest.raises(PublicationDayError) as refusal:
        switched(office, is_on=True, since=date(2027, 1, 14))

    assert str(refusal.value) == (
        "Không đổi việc công bố từ ngày 14/01/2027 được; sớm nhất là ngày 15/01/2027, "
        "vì cửa công khai không được sửa lùi ngày."
    )
    switched(office, is_on=True)
    number = office.read(lambda s: s.scalars(select(PublicationSwitch.command_number)).one())
    with pytest.raises(Exception, match="never back-dated"):
        write_by_hand(
            office.database,
            "INSERT INTO publication_switch (id, unit_id, subject, number, is_on, since, announced, reason, command_number) "
            f"VALUES (9, {office.unit}, 'statements', 2, FALSE, '2026-12-01', '2027-01-15', 'x', {number})",
        )


def test_a_switch_changes_something(sqlite_office):
    with pytest.raises(PublicationSameError) as off:
        switched(sqlite_office, is_on=False, reason="x")
    switched(sqlite_office, is_on=True)
    with pytest.raises(PublicationSameError) as on:
        switched(sqlite_office, is_on=True)

    assert str(off.value) == "«báo cáo công khai» đã ở trạng thái «không công bố»; không có gì để đổi."
    assert str(on.value) == "«báo cáo công khai» đã ở trạng thái «đang công bố»; không có gì để đổi."
