"""Files of transfers for a bank's bulk payment: the same transfers as CSV or as a workbook, byte for byte the same again.

Most banks take six columns: number, account, holder, bank, amount, purpose; holder and purpose in plain capitals
without marks. The purpose begins with the payment's code, so that the statement tells what it paid. Nothing in the
file can act as a formula: text consists of capitals, figures and spaces, and begins with a letter or figure.
"""

from __future__ import annotations

import csv
import enum
import io
from collections.abc import Sequence
from datetime import datetime

import attrs
import xlsxwriter

from khfund.banking.vietqr import BANKS
from khfund.errors import KhfundError
from khfund.vietnamese import ascii_purpose

PURPOSE_MAX = 70  # characters; the least that the banks' forms take
HOLDER_MAX = 70
COLUMNS = ("STT", "SO TAI KHOAN", "TEN NGUOI HUONG", "MA NGAN HANG", "TEN NGAN HANG", "SO TIEN", "NOI DUNG")
_NAMES = {code: name for name, code in BANKS.items()}
_NO_DAY = datetime(2000, 1, 1)  # noqa: DTZ001  a workbook has a day of making; the same file needs the same one


class TransferUnfitError(KhfundError):
    """A transfer has an account, a holder and an amount that a bank can carry; the account is not repeated."""

    message = "Khoản chuyển {code} chưa đủ để gửi ngân hàng: {reason}."
    english = "The transfer {code} is not fit to be sent to the bank: {reason}."


class Form(enum.StrEnum):
    """How a file is written."""

    CSV = "csv"
    XLSX = "xlsx"


@attrs.frozen
class Transfer:
    """One transfer: `code` stands before the purpose, `bank` is the bank's six figures, `amount` in đồng."""

    code: str
    number: str
    holder: str
    bank: str
    amount: int
    purpose: str

    def cells(self, place: int) -> tuple[int | str, ...]:
        """The transfer as a row of the file; `place` counts from 1.

        Raises: TransferUnfitError.
        """
        holder = plain_capitals(self.holder)[:HOLDER_MAX].rstrip()
        reason = self._unfit(holder)
        if reason:
            raise TransferUnfitError(code=self.code, reason=reason)
        purpose = plain_capitals(f"{self.code} {self.purpose}")[:PURPOSE_MAX].rstrip()
        bank_name = plain_capitals(_NAMES.get(self.bank, ""))
        return place, self.number, holder, self.bank, bank_name, self.amount, purpose

    def _unfit(self, holder: str) -> str:
        if not holder:
            return "chưa có tên người hưởng"
        if not (self.number.isascii() and self.number.isalnum()):
            return "số tài khoản phải là chữ số, chữ cái không dấu"
        if not (self.bank.isascii() and self.bank.isdecimal()):
            return "chưa có mã ngân hàng"
        return "" if self.amount > 0 else "số tiền phải lớn hơn 0"


def plain_capitals(text: str) -> str:
    """Write text as banks carry it: capitals without marks, figures and single spaces."""
    return ascii_purpose(text).upper()


def write_file(transfers: Sequence[Transfer], form: Form) -> bytes:
    """Give the file of the transfers, in order; the same transfers give the same bytes.

    Raises: TransferUnfitError.
    """
    rows = [one.cells(place) for place, one in enumerate(transfers, 1)]
    return _csv(rows) if form is Form.CSV else _workbook(rows)


def _csv(rows: Sequence[Sequence[int | str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue().encode("ascii")


def _workbook(rows: Sequence[Sequence[int | str]]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _NO_DAY})
        sheet = book.add_worksheet("CHUYEN TIEN")
        text, amount = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0"})
        for column, (title, width) in enumerate(zip(COLUMNS, (6, 22, 34, 14, 18, 16, 60), strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, book.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell, amount)
                else:
                    sheet.write_string(number, column, cell, text)
        sheet.freeze_panes(1, 0)
    return out.getvalue()
