import pytest

from khfund.command import contradictions
from khfund.reports.payment_rule import PAYMENT_RULES, run_findings
from khfund.scholarships.instalment import DropReason
from tests.builders import tamper
from tests.scholarships.runs import AMOUNT, a_payer


@pytest.fixture
def payer(database):
    """A run of which one line is paid, one came back and is paid again, one is dropped."""
    made = a_payer(database, 4)
    made.owe(0, 1, 2, 3)
    first, second, third, _fourth = made.lines(made.approved())
    made.paid(first, second)
    made.returned(second, line=made.bank_line(AMOUNT, second.code))
    made.paid(*made.lines(made.approve(made.again(second))))
    made.drop(third, DropReason.REFUSED)
    return made


def findings(payer):
    return payer.office.read(
        lambda s: (
            [str(one) for rule in PAYMENT_RULES for one in rule.findings(s)] + list(map(str, run_findings(s)))
        )
    )


def test_the_log_vouches_for_everything_that_became_of_payments(payer):
    assert payer.office.read(lambda s: list(contradictions(s))) == []
    assert findings(payer) == []


@pytest.mark.parametrize(
    ("statement", "book"),
    [
        ("UPDATE payment_settlement SET day = '2026-12-31'", "payment_settlement"),
        ("UPDATE payment_return SET reason = 'khác'", "payment_return"),
        ("UPDATE payment_drop SET reason = 'died'", "payment_drop"),
        ("UPDATE payment_line SET holder = 'Kẻ Gian' WHERE id = 1", "payment_line"),
        ("UPDATE payment_run SET payout = '2027-02-02' WHERE id = 1", "payment_run"),
        ("DELETE FROM payment_approval WHERE run_id = 1", "payment_approval"),
    ],
)
def test_what_is_changed_behind_the_guards_is_told(payer, statement, book):
    tamper(payer.office.database, statement)

    assert any(f"sổ {book} " in said for said in payer.office.read(lambda s: list(contradictions(s))))
