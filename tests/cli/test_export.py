from datetime import date

import pytest

from khfund.cli.edge import FileUnwritableError
from khfund.cli.export import writing_whole


@pytest.mark.parametrize("form", ["beancount", "hledger", "csv", "xlsx"])
def test_the_journal_is_exported(khfund, tmp_path, form):
    khfund.office.gift(date(2026, 3, 5), 500_000)

    said = khfund("export", form, tmp_path / "out" / "journal")
    none = khfund.json("export", form, tmp_path / "none", "--days", "2025")

    assert said.out == f"Đã xuất 1 bút toán vào {tmp_path}/out/journal.\n"
    assert none == {"entries": 0, "file": str(tmp_path / "none"), "form": form}
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["journal"]


def test_a_place_that_cannot_be_written_is_a_storage_failure(khfund, tmp_path):
    (tmp_path / "file").write_text("")

    assert khfund("export", "csv", tmp_path / "file" / "journal").code == 5
    assert khfund("export", "csv", tmp_path).code == 5


def test_a_range_that_is_not_clear_is_refused(khfund, tmp_path):
    said = khfund("export", "csv", tmp_path / "journal", "--days", "hôm qua")

    assert (said.code, said.out, list(tmp_path.glob("journal*"))) == (2, "", [])


def test_nothing_half_written_takes_the_name(tmp_path):
    (tmp_path / "a").write_text("old")

    def write_half():
        with writing_whole(tmp_path / "a") as unfinished:
            unfinished.write_text("half")
            raise OSError(28, "No space left on device")

    with pytest.raises(FileUnwritableError):
        write_half()

    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("a", "old")]
