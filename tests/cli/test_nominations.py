"""`nomination` on the books: previewed, taken in, listed, shown, withdrawn, late; no answer names a person."""

from tests.scholarships.nominating import nominating

LIST = """\
STT;Họ và tên;Ngày sinh;Địa chỉ;Trường, lớp;Hoàn cảnh;Đối tượng
1;Lò Thị Ánh;08/11/2012;Bản Nà Sài, xã Tà Hộc;THCS Tà Hộc, lớp 8A;Bố mất, hộ cận nghèo;3
2;Giàng A Tủa;01/02/2013;Bản Nà Sài, xã Tà Hộc;THCS Tà Hộc, lớp 7B;Mẹ chạy thận;4
"""


def test_a_list_is_previewed_taken_in_corrected_and_withdrawn(khfund, database, tmp_path, monkeypatch):
    nominating_in(khfund, monkeypatch, database)
    file, second = tmp_path / "ds.csv", tmp_path / "ds-2.csv"
    file.write_text(LIST, encoding="utf-8")
    second.write_text(LIST.replace("Giàng A Tủa", "Mùa A Tu"), encoding="utf-8")
    into = ("--round", "DOT1", "--for", "MS", "--received", "20/03/2026")

    form = khfund(
        "--unit",
        "SL",
        "nomination",
        "template",
        "--round",
        "DOT1",
        "--for",
        "MS",
        "--out",
        tmp_path / "mau.xlsx",
    )
    preview = khfund.json("--unit", "SL", "nomination", "preview", file, *into)
    taken = khfund.json("--unit", "SL", "nomination", "import", file, *into)
    again = khfund.json("--unit", "SL", "nomination", "import", file, *into)
    corrected = khfund("--unit", "SL", "nomination", "import", second, *into)
    withdrawn = khfund("--unit", "SL", "nomination", "withdraw", "1", "--round", "DOT1", "--code", "moved")
    shown = khfund.json("--unit", "SL", "nomination", "show", "1", "--round", "DOT1")
    listed = khfund.json("--unit", "SL", "nomination", "list", "--round", "DOT1", "--for", "MS")["items"]
    late = khfund.json("--unit", "SL", "nomination", "late", "--round", "DOT1", "--on", "26/03/2026")["items"]
    added = khfund.json("--unit", "SL", "nomination", "add", "1", "--round", "DOT1", "--for", "SM", "--received", "21/03/2026", "--category", "3")  # fmt: skip

    assert form.out.endswith("đơn vị gửi lại trước hết ngày 25/03/2026.\n")
    assert (preview["added"], preview["is_late"], preview["taken_in_before"]) == (2, False, False)
    assert (taken["added"], taken["is_new"], again["is_new"], again["added"]) == (2, True, False, 0)
    assert corrected.out.startswith("Tệp đề nghị số 2: thêm 1, đổi 0, giữ nguyên 1, trùng 0, để lại 0 dòng;")
    assert corrected.err == "Không còn trong tệp: đề nghị số 2.\n"
    assert withdrawn.out == "Đã rút đề nghị số 1.\n"
    assert (shown["state"], shown["code"], shown["reason"]) == ("withdrawn", "moved", "đã chuyển đi nơi khác")
    assert [one["nomination"] for one in listed] == ["2", "3"]
    assert [(one["unit"], one["answer"]) for one in late] == [("MS", "sent"), ("SM", "missing")]
    assert added["recipient"] == 1
    assert "Lò Thị Ánh" not in str([preview, taken, corrected, shown, listed])


def nominating_in(khfund, monkeypatch, database):
    """Open the round in the books that the command line works on."""
    monkeypatch.setattr("tests.scholarships.nominating.an_office", lambda _database: khfund.office)
    return nominating(database)
