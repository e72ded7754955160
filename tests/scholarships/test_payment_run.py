import pytest

from khfund.engine_failure import GuardedError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.payment_run import RunStateError, RunUnknownError, find_run, payment_runs
from tests.builders import an_office, write_by_hand
from tests.scholarships.runs import a_payer


@pytest.fixture
def payer(database):
    made = a_payer(database)
    made.owe(0, 1, 2)
    return made


def test_a_cancelled_draft_frees_what_it_would_have_paid(payer):
    first = payer.draft()

    payer.cancel(first)
    second = payer.draft()

    assert payer.states(first) == ["cancelled"] * 3
    assert [line.instalment_id for line in payer.lines(second)] == [
        line.instalment_id for line in payer.lines(first)
    ]


def test_whoever_cancels_says_why(payer):
    run = payer.draft()

    with pytest.raises(ReasonMissingError):
        payer.cancel(run, reason=" ")


def test_an_approved_run_is_not_cancelled(payer):
    run = payer.approved()

    with pytest.raises(RunStateError) as refused:
        payer.cancel(run)

    assert str(refused.value) == "Đợt chi số 1 đang ở trạng thái «đã duyệt», không thể hủy."


def test_a_run_is_known_in_its_own_unit(payer):
    payer.draft()

    with pytest.raises(RunUnknownError) as refused:
        payer.office.read(lambda s: find_run(s, payer.office.unit, 7))

    assert str(refused.value) == "Đơn vị không có đợt chi số 7; xem bằng `khfund payment list`."


def test_runs_are_listed_newest_first(payer):
    payer.cancel(payer.draft())
    payer.draft()

    assert payer.office.read(lambda s: [one.id for one in payment_runs(s, payer.office.unit)]) == [2, 1]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payment_run SET total = 5",
        "UPDATE payment_run SET payout = '2027-02-01'",
        "UPDATE payment_run SET programme_id = 1",
        "UPDATE payment_run SET state = 'approved', entry_day = '2027-01-15', approved_number = 1",
        "DELETE FROM payment_run",
    ],
)
def test_a_drafted_run_stays_as_it_was_drafted(payer, statement):
    payer.draft()

    with pytest.raises(GuardedError):
        write_by_hand(payer.office.database, statement)


def test_an_approved_run_never_changes(payer):
    payer.approved()

    with pytest.raises(GuardedError):
        write_by_hand(payer.office.database, "UPDATE payment_run SET state = 'draft'")


def test_an_office_without_runs_has_none(database):
    office = an_office(database)

    assert office.read(lambda s: payment_runs(s, office.unit)) == []
