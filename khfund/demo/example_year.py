"""The diary of the example year: everything that is done, each at its moment, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import attrs

from khfund.db import Database
from khfund.demo.award_payment import payment_jobs, settle_awards
from khfund.demo.award_season import award_jobs
from khfund.demo.correction import FOUND, MERGED, REPLACED, correct_cash_gift, merge_same, replace_misspelt
from khfund.demo.finding import findings, quarter_of
from khfund.demo.goods import goods_jobs
from khfund.demo.office import FOUNDED, Office, at, found_office
from khfund.demo.payment import Payment, entered_twice, payments, take_back
from khfund.demo.promise import promise_jobs
from khfund.demo.quarter import Quarter, Tally
from khfund.demo.receipt_batch import issue_quarter
from khfund.demo.sponsored_child import settle_months, sponsorship_jobs
from khfund.demo.term_deposit import PLACED, place_deposit, take_over_deposit
from khfund.demo.tree import tree_jobs
from khfund.demo.unit_report import RECEIVED, take_return
from khfund.demo.year_end import LAST, count_cash

Show = Callable[[int, int], None]


@attrs.frozen
class Job:
    """Something that somebody does at a moment."""

    moment: datetime
    act: Callable[[], object]


@attrs.frozen
class HeldYear:
    """The year as it was held."""

    office: Office
    tally: Tally
    payments: tuple[Payment, ...]


def hold(file: Path, folder: Path, show: Show = lambda _done, _total: None) -> HeldYear:
    """Found the books in a new SQLite file and hold the year 2025 from the files in `folder`.

    `show` hears how many jobs of the diary are done.

    Raises: ExampleFileMissingError, BooksExistError.
    """
    office = found_office(Database(file), folder)
    held = HeldYear(office, Tally(), ())
    diary, paid = _diary(office, held.tally)
    for done, job in enumerate(diary, 1):
        job.act()
        show(done, len(diary))
    return attrs.evolve(held, payments=tuple(paid))


def _diary(office: Office, tally: Tally) -> tuple[list[Job], list[Payment]]:
    noted = findings(office)
    jobs: list[Job] = []
    paid: list[Payment] = []
    for number in range(1, 5):
        own = payments(office, number)
        quarter = Quarter(office, number, own, [], tally)
        quarter.findings = quarter_of(noted, quarter.months[0].first, quarter.last)
        jobs += _of_payments(office, own)
        jobs += _of_quarter(quarter)
        paid += own
    jobs.append(Job(at(FOUNDED, 9, 30), partial(take_over_deposit, office, FOUNDED)))
    jobs.append(Job(at(PLACED.opened, 10), partial(place_deposit, office)))
    jobs += [
        Job(moment, act)
        for jobs_of in (goods_jobs, tree_jobs, promise_jobs, sponsorship_jobs, award_jobs, payment_jobs)
        for moment, act in jobs_of(office)
    ]
    counted = LAST + timedelta(days=9)
    jobs.append(Job(at(RECEIVED, 9), partial(take_return, office)))
    jobs.append(Job(at(counted, 14), partial(count_cash, office, counted)))
    jobs.append(Job(at(FOUND, 9), partial(correct_cash_gift, office)))
    jobs.append(Job(at(REPLACED, 9), partial(replace_misspelt, office)))
    jobs.append(Job(at(MERGED, 9), partial(merge_same, office)))
    return sorted(jobs, key=lambda job: job.moment), paid


def _of_payments(office: Office, own: list[Payment]) -> list[Job]:
    jobs = [
        Job(moment, partial(payment.take, office, step, moment))
        for payment in own
        for moment, step in payment.steps()
    ]
    for twice in entered_twice(own):
        day = twice.paid + timedelta(days=27)
        jobs.append(Job(at(day, 14), partial(take_back, office, twice, day)))
    return jobs


def _of_quarter(quarter: Quarter) -> list[Job]:
    jobs = [
        Job(at(quarter.later(1), 9), quarter.take_cash_list),
        Job(at(quarter.later(5), 9), quarter.take_statements),
        Job(at(quarter.later(5), 9, 40), partial(quarter.accrue, quarter.months[:2])),
        Job(at(quarter.later(5), 10), quarter.book_own_lines),
        Job(at(quarter.later(5), 10, 20), partial(_settle, quarter)),
        Job(at(quarter.later(5), 10, 30), partial(quarter.accrue, quarter.months[2:])),
        Job(at(quarter.later(6), 9), quarter.match),
        Job(at(quarter.later(9), 9), quarter.reconcile),
        Job(at(quarter.later(10), 16), quarter.close),
        Job(at(quarter.later(12), 9), partial(issue_quarter, quarter.office, quarter.later(12))),
    ]
    jobs += [Job(at(one.found, 14), partial(quarter.identify, one)) for one in quarter.findings]
    return jobs


def _settle(quarter: Quarter) -> None:
    """Settle by the statements what payment runs have sent to the banks."""
    moment = at(quarter.later(5), 10, 20)
    settle_months(quarter.office, quarter.months, moment)
    settle_awards(quarter.office, moment)
