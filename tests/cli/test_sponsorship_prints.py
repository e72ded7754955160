"""`sponsorship letter` and `sponsorship calendar`."""

from __future__ import annotations

import pytest

from tests.cli.test_sponsorships import begun


@pytest.fixture
def sponsored(khfund):
    """A child in grade 12 and its sponsor."""
    return begun(khfund)


def test_a_letter_is_printed_and_logged(sponsored, tmp_path):
    (tmp_path / "thu.txt").write_text("{child} học chăm.", encoding="utf-8")
    words = (
        "sponsorship",
        "letter",
        1,
        tmp_path / "thu.txt",
        "--out",
        tmp_path / "thu.pdf",
        "--on",
        "15/12/2026",
    )

    said = sponsored(*words)
    first = (tmp_path / "thu.pdf").read_bytes()
    (tmp_path / "thu.pdf").unlink()
    for _ in range(2):
        sponsored("--request-id", "thu-1", *words)

    assert said.out == "Đã in thư cho phần đỡ đầu số 1.\n"
    assert first.startswith(b"%PDF")
    assert (tmp_path / "thu.pdf").read_bytes() == first


def test_a_letter_that_tells_too_much_is_not_printed(sponsored, tmp_path):
    (tmp_path / "thu.txt").write_text("Em Lò Thị Ánh học chăm.", encoding="utf-8")

    said = sponsored(
        "--json", "sponsorship", "letter", 1, tmp_path / "thu.txt", "--out", tmp_path / "thu.pdf"
    )

    assert (said.code, said.rule, "Ánh" in said.err) == (2, "letter_tells_too_much", False)
    assert not (tmp_path / "thu.pdf").exists()


def test_a_letter_is_a_text(sponsored, tmp_path):
    (tmp_path / "thu.doc").write_bytes(b"\xd0\xcf\x11\xe0")

    said = sponsored("sponsorship", "letter", 1, tmp_path / "thu.doc", "--out", tmp_path / "thu.pdf")

    assert said.err == "Tệp thu.doc không phải tệp văn bản UTF-8; hãy lưu lại rồi thử lại.\n"


def test_the_calendar_is_printed(sponsored, tmp_path):
    said = sponsored("sponsorship", "calendar", 1, "--out", tmp_path / "lich.pdf")

    assert said.out == f"Đã in lịch chi của thỏa thuận số 1 vào {tmp_path / 'lich.pdf'}.\n"
    assert (tmp_path / "lich.pdf").read_bytes().startswith(b"%PDF")
