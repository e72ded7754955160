"""Files that are broken, bombed, disguised or gone: refused by name, with nothing kept."""

import json
import os
import unicodedata

import pytest

from khfund.vietnamese import from_tcvn3, from_vni
from tests.cli.shell import Shell
from tests.errors.conftest import dump
from tests.errors.files import IMPORTS, gifts, statement
from tests.sheet.spreadsheets import far_corner, with_password, xls, xlsx, zipped

TABLE = [["Ngày", "Họ tên", "Số tiền"], ["01/02/2026", "An", 5000]]
BAD = {
    "empty.csv": b"",
    "blank.csv": b"\n\n ; ; \n",
    "binary.csv": bytes(range(256)) * 20,
    "nul.csv": b"Ng\0\0y;S\0 ti\0n\n",
    "letter.csv": "Kính gửi ông bà, chúng tôi xin gửi sao kê.\n".encode(),
    "quotes.csv": statement(narration='"UNG HO').encode(),
    "truncated.xlsx": xlsx(TABLE)[:900],
    "truncated.xls": xls(TABLE)[:700],
    "password.xls": with_password(xls(TABLE)),
    "bomb.xlsx": zipped(**{"xl/worksheets/sheet1.xml": " " * 60_000_000}),
    "corner.xlsx": far_corner(),
    "archive.xlsx": zipped(**{"a.txt": "a"}),
    "picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "paper.csv": b"%PDF-1.7\n1 0 obj\n",
    "really.csv": xlsx(TABLE),
    "page.xls": b"<html><body><table><tr><td>1</td></tr></table></body></html>",
    "random.ods": os.urandom(2000),
}


@pytest.mark.parametrize("command", [*IMPORTS, "bank read"])
@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read_is_refused_by_its_name(command, name, refused, tmp_path):
    (tmp_path / name).write_bytes(BAD[name])

    said = refused(*command.split(), tmp_path / name)

    assert name in said.err


@pytest.mark.parametrize("command", [*IMPORTS, "bank read", "voucher attach 2", "verify --against"])
def test_a_file_that_is_not_there_is_refused_by_its_name(command, refused, tmp_path):
    missing = refused(*command.split(), tmp_path / "none.csv")
    folder = refused(*command.split(), tmp_path)

    assert f"{tmp_path}/none.csv" in missing.err
    assert str(tmp_path) in folder.err


@pytest.mark.parametrize("name", [name for name in BAD if name != "paper.csv"])
def test_what_is_no_scan_is_not_attached(name, refused, tmp_path):
    (tmp_path / name).write_bytes(BAD[name])

    if name == "picture.xlsx":
        pytest.skip("it is a picture, whatever its name says")
    refused("voucher", "attach", "2", tmp_path / name, by="thuquy")


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_backup_is_not_restored(name, begun, tmp_path):
    (tmp_path / name).write_bytes(BAD[name])
    before = dump(begun.url)

    said = begun("restore", tmp_path / name, "--overwrite")

    assert (said.code in {2, 4}, said.out, dump(begun.url)) == (True, "", before)
    assert name in said.err


def test_a_backup_that_is_not_there_is_a_failure_of_its_place(refused, tmp_path):
    assert f"{tmp_path}/none" in refused("restore", tmp_path / "none", "--overwrite", code=5).err


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_checkpoint_proves_nothing(name, refused, tmp_path):
    (tmp_path / name).write_bytes(BAD[name])

    said = refused("verify", "--against", tmp_path / name)

    assert name in said.err


def test_with_json_the_mistakes_of_a_file_are_one_object_on_stderr(refused, tmp_path):
    (tmp_path / "ds.csv").write_text(gifts(amount="1e6", day="31/02/2026"), encoding="utf-8")

    said = refused("--json", "donation", "import", tmp_path / "ds.csv")

    assert json.loads(said.err)["error"]["problems"] == [
        {
            "place": "ds.csv, dòng 3, ô A3",
            "rule": "no_such_day",
            "message": "«31/02/2026»: không có ngày 31; tháng 2/2026 có 28 ngày.",
        },
        {
            "place": "ds.csv, dòng 3, ô C3",
            "rule": "unreadable_amount",
            "message": "«1e6» không phải là một số tiền; hãy ghi như 1.234.567 hoặc 2,6 tỷ.",
        },
    ]


# -- letters ----------------------------------------------------------------------------------------------------------

DISGUISED = {
    "Lan\u202eiaM": "U+202E",
    "La\u200bn Anh": "U+200B",
    "L\u0430n": "U+0430",
    "Lan\x07": "U+0007",
    "\uff2c\uff41\uff4e": "U+FF2C",
}


@pytest.mark.parametrize("name", DISGUISED)
def test_a_name_that_hides_or_imitates_is_refused_in_a_list_and_shown(name, refused, tmp_path):
    (tmp_path / "ds.csv").write_text(gifts(name=name), encoding="utf-8")

    said = refused("donation", "import", tmp_path / "ds.csv")

    assert "ds.csv, dòng 3, ô B3: " in said.err
    assert DISGUISED[name] in said.err
    assert all(letter.isprintable() or letter == "\n" for letter in said.err)


@pytest.mark.parametrize("name", DISGUISED)
@pytest.mark.parametrize(
    "command",
    [
        "fund open HB {} --opened 01/01/2026",
        "fund open {} Học --opened 01/01/2026",
        "fund open HB Học --opened 01/01/2026 --purpose {}",
        "fund open HB Học --opened 01/01/2026 --legal-basis {}",
        "account open 1129 {} --role bank",
        "bank open 0987 --bank {} --fund KH --opened 01/01/2026",
        "bank post 3 515 --fund KH --narration {}",
        "donor enter {}",
        "donation receive --part KH:1.000 --day 01/02/2026 --purpose {}",
        "voucher draft PC --day 20/01/2026 --narration {} --posting 642:111:KH:1.000",
        "voucher draft PC --day 20/01/2026 --narration Giấy --party {} --posting 642:111:KH:1.000",
        "entry reverse 1 --reason {}",
        "campaign open HE {} --fund KH --starts 01/06/2026",
        "receipt void GXN-2026-000001 --reason {}",
    ],
)
def test_words_that_hide_or_imitate_are_refused_and_shown(command, name, refused):
    words = [name if word == "{}" else word for word in command.split()]

    said = refused(*words)

    assert DISGUISED[name] in said.err
    assert all(letter.isprintable() or letter == "\n" for letter in said.err)


@pytest.mark.parametrize("name", DISGUISED)
@pytest.mark.parametrize(
    "command", ["person enter {} Lan", "person enter lan {}", "unit enter BM {}", "unit enter {} Bình"]
)
def test_logins_and_names_of_units_hide_nothing_either(command, name, refused):
    words = [name if word == "{}" else word for word in command.split()]

    assert DISGUISED[name] in refused(*words, by="quantri").err


def test_a_bank_narration_that_hides_is_taken_in_as_it_can_be_seen(begun: Shell, tmp_path):
    (tmp_path / "sk.csv").write_text(statement(narration="UNG\u202e HO\u200b\x07"), encoding="utf-8")

    begun.json("bank", "import", tmp_path / "sk.csv")

    items = begun.json("bank", "lines", "--limit", "10")["items"]
    assert items[-1]["narration"] == "UNG HO"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
@pytest.mark.parametrize("command", IMPORTS)
def test_every_encoding_of_an_office_gives_the_same_books(command, encoding, begun: Shell, tmp_path):
    table = IMPORTS[command]()
    if encoding == "cp1258":
        table = as_cp1258(table)
    content = table.encode(encoding)
    (tmp_path / "tep.csv").write_bytes(content)

    answer = begun.json(*command.split(), tmp_path / "tep.csv")

    assert (answer.get("credit") or answer["amount"]) == 2_300_000


def as_cp1258(text: str) -> str:
    """Text with its tones as marks of their own, which Windows-1258 needs."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(part for part in parts if part in tones)
        out += unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones)) + tone
    return out


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_the_fonts_of_old_offices_are_read_as_what_they_showed(encoding, begun: Shell, tmp_path):
    words = "Quỹ khuyến học phường Bình Minh, ủng hộ học sinh nghèo vượt khó"
    (tmp_path / "sk.csv").write_bytes(as_font(statement(narration=words), encoding).encode("cp1252"))

    begun.json("bank", "import", tmp_path / "sk.csv")

    assert begun.json("bank", "lines", "--limit", "10")["items"][-1]["narration"] == words


def as_font(text: str, encoding: str) -> str:
    """Text as an old font keeps it, found by asking what its letters are read as."""
    marks = [chr(code) for code in range(0xA1, 0x100)]
    if encoding == "tcvn3":
        letters = {from_tcvn3(mark): mark for mark in marks}
    else:
        bases = [*"aeiouyAEIOUYôöÔÖ", *marks]
        pairs = [base + mark for base in bases for mark in ["", *marks]]
        letters = {from_vni(pair): pair for pair in reversed(pairs) if len(from_vni(pair)) == 1}
    return "".join(letters.get(letter, letter) if not letter.isascii() else letter for letter in text)


@pytest.mark.parametrize("command", IMPORTS)
def test_half_a_character_of_utf_16_is_refused(command, refused, tmp_path):
    (tmp_path / "tep.csv").write_bytes(IMPORTS[command]().encode("utf-16")[:-1] + b"\xd8\x00\xd8")

    assert "tep.csv" in refused(*command.split(), tmp_path / "tep.csv").err
