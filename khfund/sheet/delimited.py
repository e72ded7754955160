"""Separated text: which character separates, and the rows one by one."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator

from khfund.errors import KhfundError
from khfund.sheet.limits import Limits, TooLargeError


class BrokenQuotesError(KhfundError):
    """Every quotation mark that opens a cell of a .csv is closed again."""

    message = "{file}: dấu ngoặc kép không khớp ở gần dòng {row}. Hãy xuất lại tệp, hoặc lưu thành .xlsx."
    english = (
        "{file}: quotation marks do not pair up near row {row}. Export the file again, or save it as .xlsx."
    )


DELIMITERS = ";,\t|"
SAMPLE_LINES = 200


def sniff(lines: Iterable[str]) -> str:
    """Choose the separator that cuts most of the first lines into the same number of cells.

    A first line `sep=;`, as Excel writes it, decides.
    """
    sample = list(itertools.islice(lines, SAMPLE_LINES))
    if sample and sample[0].lower().startswith("sep=") and sample[0][4:5] in DELIMITERS:
        return sample[0][4]
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: list[str], delimiter: str) -> tuple[int, int]:
    widths = Counter(map(len, csv.reader(sample, delimiter=delimiter)))
    widths.pop(1, None)
    return max((((width - 1) * count, count) for width, count in widths.items()), default=(0, 0))


def delimited_rows(
    lines: Iterable[str], delimiter: str, name: str, limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    """The filled rows with their numbers, counted from 1 as a spreadsheet program shows them.

    Raises: BrokenQuotesError, TooLargeError.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, values in enumerate(reader, 1):
            if not any(values) or (number == 1 and values[0].lower().startswith("sep=")):
                continue
            if len(values) > limits.columns and any(values[limits.columns :]):
                raise TooLargeError(file=name, found=f"{len(values)} cột", allowed=f"{limits.columns} cột")
            yield number, values
    except csv.Error:
        raise BrokenQuotesError(file=name, row=number + 1) from None
