import hashlib

import pytest

from khfund.banking.payment_code import BATCH, is_code
from khfund.banking.transfer_file import Form
from khfund.scholarships.payment_file import (
    FileChangedError,
    FileMissingError,
    NothingToTransferError,
    file_content,
    make_file,
    payments_in,
)
from khfund.scholarships.payment_run import RunStateError, find_run
from tests.builders import tamper, write_by_hand
from tests.scholarships.runs import AMOUNT, a_payer


@pytest.fixture
def payer(database):
    made = a_payer(database)
    made.owe(0, 1, 2)
    return made


def make(payer, run):
    return payer.office.do(
        "payment.file", lambda s, c: make_file(s, c, find_run(s, c.unit, run.id), payer.bank)
    )


def content(payer, run, form=Form.CSV):
    return payer.office.read(lambda s: file_content(s, run, form))


def test_the_file_holds_the_open_transfers_and_its_hash_is_kept(payer):
    payer.owe(*payer.enter(1, way="cash"))
    run = payer.approved()
    transfers = [line for line in payer.lines(run) if line.way.value == "bank"]
    payer.paid(transfers[0])

    made = make(payer, run)

    assert (made.line_count, made.total) == (2, 2 * AMOUNT)
    assert [line.id for line in payer.office.read(lambda s: payments_in(s, made))] == [
        line.id for line in transfers[1:]
    ]
    assert is_code(made.code)
    assert made.code.startswith(BATCH)
    assert hashlib.sha256(content(payer, run)).hexdigest() == made.csv_sha256
    assert hashlib.sha256(content(payer, run, Form.XLSX)).hexdigest() == made.xlsx_sha256


def test_it_is_made_once_and_written_again_identically(payer):
    run = payer.approved()
    first, before = make(payer, run), content(payer, run)
    payer.paid(payer.lines(run)[0])

    again = make(payer, run)

    assert (again.id, content(payer, run)) == (first.id, before)


def test_a_draft_has_no_file(payer):
    run = payer.draft()

    with pytest.raises(RunStateError) as refused:
        make(payer, run)

    assert str(refused.value) == "Đợt chi số 1 đang ở trạng thái «nháp», không thể lập tệp chuyển tiền."


def test_a_run_in_cash_has_nothing_to_transfer(database):
    payer = a_payer(database, way="cash")
    payer.owe(0)

    with pytest.raises(NothingToTransferError) as refused:
        make(payer, payer.approved())

    assert str(refused.value) == "Đợt chi số 1 không có khoản chuyển khoản nào đang chờ trả."


def test_a_file_is_made_before_it_is_looked_for(payer):
    run = payer.approved()

    with pytest.raises(FileMissingError) as refused:
        content(payer, run)

    assert str(refused.value) == "Đợt chi số 1 chưa có tệp chuyển tiền; hãy lập bằng `khfund payment file`."


def test_a_file_that_would_be_another_one_is_not_written(payer):
    run = payer.approved()
    make(payer, run)
    tamper(payer.office.database, "UPDATE payment_line SET bank_number = '666' WHERE id = 1")

    with pytest.raises(FileChangedError) as refused:
        content(payer, run)

    assert (
        str(refused.value)
        == "Tệp chuyển tiền của đợt chi số 1 không còn như khi lập; hãy chạy `khfund check`."
    )


def test_files_never_change(payer):
    make(payer, payer.approved())

    with pytest.raises(Exception, match="payment_file"):
        write_by_hand(payer.office.database, "DELETE FROM payment_file_line")
