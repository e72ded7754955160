import pytest

from khfund.reports.check import check
from khfund.reports.payment_rule import PAYMENT_RULES, run_findings
from tests.builders import tamper
from tests.scholarships.runs import AMOUNT, a_payer


@pytest.fixture
def payer(database):
    """A run of which one payment is made, one came back, one waits."""
    made = a_payer(database)
    made.owe(0, 1, 2)
    first, second, _third = made.lines(made.approved())
    made.paid(first)
    made.paid(second)
    made.returned(second, line=made.bank_line(AMOUNT, second.code))
    return made


def findings(payer):
    def look(session):
        found = [one for rule in PAYMENT_RULES for one in rule.findings(session)]
        return [str(one) for one in (*found, *run_findings(session))]

    return payer.office.read(look)


def test_sound_runs_have_no_findings(payer):
    assert findings(payer) == []
    said = map(str, payer.office.read(check))
    assert [
        one for one in said if not one.startswith("I38")
    ] == []  # these awards were written without a decision


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE posting SET amount = 900000 WHERE amount = 3000000 AND line = 1",
            "I40: đợt chi của đơn vị 1, quỹ 1: sổ cái còn phải trả -100.000 đ, các khoản chưa trả cộng 2.000.000 đ",
        ),
        (
            "INSERT INTO payment_drop SELECT 3, entry_id, '2027-01-15', 'died', '', 1 FROM payment_run",
            "I40: đợt chi của đơn vị 1, quỹ 1: sổ cái còn phải trả 2.000.000 đ, các khoản chưa trả cộng 1.000.000 đ",
        ),
        (
            "UPDATE instalment SET amount = 7 WHERE id = 1",
            "I7: khoản chi CT222223B của đợt 1 không bằng kỳ chi 1 phải trả",
        ),
        (
            "INSERT INTO instalment_withdrawal VALUES (1, '2027-01-15', 'died', '', 1)",
            "I7: kỳ chi 1 đã rút vẫn được trả theo khoản chi CT222223B",
        ),
        (
            "UPDATE payment_run SET drafted_by = 4",
            "I17: người duyệt đợt chi 1 cũng là người lập, mà không có ngoại lệ",
        ),
        (
            "UPDATE payment_approval SET person_id = 2",
            "I17: người duyệt đợt chi 1 cũng trả khoản chi CT222223B, mà không có ngoại lệ",
        ),
        (
            "UPDATE payment_run SET total = 5",
            "I40: đợt chi 1 ghi 3 khoản, 5 đ; các dòng của nó là 3 khoản, 3.000.000 đ",
        ),
        (
            "DELETE FROM payment_approval",
            "I40: đợt chi 1 ở trạng thái «approved» nhưng có 0 người duyệt đúng bản này",
        ),
        (
            "UPDATE payment_line SET bank_number = '666' WHERE id = 1",
            "I40: các dòng của đợt chi 1 không còn như khi được duyệt (mã băm khác)",
        ),
        (
            "UPDATE payment_line SET instalment_id = 1 WHERE id = 2",
            "I7: kỳ chi 1 nằm trong 2 đợt chi cùng lúc",
        ),
    ],
)
def test_what_was_broken_behind_the_guards_is_named(payer, statement, said):
    tamper(payer.office.database, statement)

    assert said in findings(payer)


def test_a_payment_made_twice_is_named(payer):
    tamper(
        payer.office.database,
        "DELETE FROM payment_return",
        "UPDATE payment_line SET instalment_id = 1 WHERE id = 2",
    )

    assert "I7: kỳ chi 1 được trả 2 lần" in findings(payer)
