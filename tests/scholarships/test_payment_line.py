import pytest

from khfund.engine_failure import GuardedError
from khfund.scholarships.payment_line import LineNotInRunError, digest, find_payment
from tests.builders import write_by_hand
from tests.scholarships.runs import a_payer

COPY = (
    "INSERT INTO payment_line (id, run_id, number, first_id, instalment_id, programme_id, fund_id, account_id, "
    "recipient_id, amount, code, way, bank, bank_number, holder, recipient_name, belongs_to, what) "
    "SELECT 90, {run}, 90, {first}, instalment_id, programme_id, fund_id, account_id, recipient_id, {amount}, 'CT', "
    "way, bank, bank_number, holder, recipient_name, belongs_to, what FROM payment_line WHERE id = 1"
)


@pytest.fixture
def payer(database):
    made = a_payer(database)
    made.owe(0, 1, 2)
    return made


def test_a_line_keeps_payee_and_names_as_they_stood(payer):
    run = payer.draft()
    payer.pay_to(0, "bank", account=77)

    (line, *_others) = payer.lines(run)

    assert (line.bank, line.bank_number, line.holder) == ("970405", "3500000000", "Lò Thị Ánh")
    assert (line.recipient_name, line.belongs_to, line.what) == (
        "Lò Thị Ánh", "THCS Mường Mơ, 7A", "Học bổng Tháng 10/2026",
    )  # fmt: skip


def test_the_hash_of_a_run_is_that_of_its_stored_lines(payer):
    run = payer.draft()

    assert digest(reversed(payer.lines(run))) == run.lines_hash


def test_a_payment_is_found_by_its_number_or_its_code(payer):
    run = payer.draft()
    second = payer.lines(run)[1]

    assert payer.office.read(lambda s: find_payment(s, run, "2").id) == second.id
    assert payer.office.read(lambda s: find_payment(s, run, second.code.lower()).id) == second.id


@pytest.mark.parametrize("name", ["9", "CT9999999", "", "99999999999999999999"])
def test_a_payment_that_is_not_in_the_run_is_not_found(payer, name):
    run = payer.draft()

    with pytest.raises(LineNotInRunError) as refused:
        payer.office.read(lambda s: find_payment(s, run, name))

    assert (
        str(refused.value) == f"Đợt chi số 1 không có khoản chi «{name}»; xem bằng `khfund payment show 1`."
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payment_line SET amount = 1",
        "DELETE FROM payment_line",
        COPY.format(run=1, first=90, amount="amount"),
        COPY.format(run=1, first=1, amount="amount"),
        COPY.format(run=1, first=90, amount=7),
    ],
)
def test_lines_of_a_drafted_run_neither_change_nor_grow(payer, statement):
    payer.draft()

    with pytest.raises(GuardedError):
        write_by_hand(payer.office.database, statement)
