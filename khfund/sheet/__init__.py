"""Rows of people's spreadsheets, with the place of every cell.

What arrives is untrusted: the type is decided by what a file contains, never by its name; .xlsx, .xls, .ods and HTML
tables are opened in a limited child process; .csv is streamed. Numbers that Excel keeps as 901234567.0 come back as
whole numbers, dates as dates, everything else as the file wrote it: cleaning is the reader's business.

Read in this order: `workbook` (the values and `read`), `file_type` (what a file is), `text` (encodings), `delimited`
(.csv), `office` (the child process) and `child` (what runs in it).
"""

from khfund.sheet.delimited import BrokenQuotesError
from khfund.sheet.file_type import EmptyFileError, ExtensionMismatchError, UnknownFileTypeError
from khfund.sheet.limits import BombedFileError, Limits, TooLargeError
from khfund.sheet.office import DamagedFileError, EncryptedFileError
from khfund.sheet.text import UnreadableFileError, WrongEncodingError
from khfund.sheet.workbook import Row, Sheet, UncomputedFormulaError, Value, Workbook, cell_name, read

__all__ = [
    "BombedFileError",
    "BrokenQuotesError",
    "DamagedFileError",
    "EmptyFileError",
    "EncryptedFileError",
    "ExtensionMismatchError",
    "Limits",
    "Row",
    "Sheet",
    "TooLargeError",
    "UncomputedFormulaError",
    "UnknownFileTypeError",
    "UnreadableFileError",
    "Value",
    "Workbook",
    "WrongEncodingError",
    "cell_name",
    "read",
]
