"""Numbers that an address asks for: none that no book can hold reaches the books."""

from pathlib import Path

import pytest

import admin
from admin.asked import whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("-1", -1), ("007", 7), (str(2**63 - 1), 2**63 - 1)])
def test_a_number_that_a_book_can_hold_is_read(text, number):
    assert whole(text) == number


@pytest.mark.parametrize(
    "text", ["", "-", "abc", "1_0", " 1", "+1", "١٢", str(2**63), "0" * 30 + "1", "9" * 5_000, "-" + "9" * 19]
)
def test_anything_else_is_no_number(text):
    with pytest.raises(ValueError, match=r"^$"):
        whole(text)


def test_no_page_reads_a_number_in_another_way():
    wrong = [
        path.name
        for path in Path(admin.__file__).parent.rglob("*.py")
        if "type=int" in path.read_text("utf-8")
    ]

    assert wrong == []


@pytest.mark.parametrize("path", ["ung-ho/nhan?line=", "cam-ket/ghi?donor=", "co-the-trung/?dot="])
def test_a_page_that_asks_for_one_stands(accountant, path):
    assert accountant.get(f"{path}{2**63}").status_code == 200
