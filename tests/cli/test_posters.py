import pytest
from pypdf import PdfReader

from khfund.banking import transfer_code, vietqr

TEXT = "00020101021138540010A00000072701240006970436011001234567890208QRIBFTTA53037045802VN63046A15"


@pytest.fixture
def banked(khfund):
    khfund.json(
        "bank", "open", "0123456789", "--bank", "Vietcombank", "--fund", "KH", "--opened", "01/01/2026"
    )
    khfund.json("campaign", "open", "TET", "Tết ấm", "--fund", "TH", "--starts", "05/01/2026")
    return khfund


def test_a_poster_and_its_pictures_are_written_together(banked, tmp_path):
    files = [tmp_path / name for name in ("to.pdf", "qr.svg", "qr.png")]
    outs = [word for file in files for word in ("--out", file)]

    answer = banked.json("poster", "--campaign", "TET", "--amount", "500.000", "--size", "A5", *outs)

    assert transfer_code.is_valid(answer["code"])
    assert vietqr.parse(answer["payload"]) == vietqr.Transfer("970436", "0123456789", 500_000, answer["code"])
    assert [file.read_bytes()[:4] for file in files] == [b"%PDF", b"<?xm", b"\x89PNG"]
    assert "Tết ấm" in PdfReader(files[0]).pages[0].extract_text()


def test_the_code_on_a_poster_is_known_when_money_comes(banked, tmp_path):
    code = banked.json("poster", "--fund", "KH", "--out", tmp_path / "to.pdf")["code"]

    again = banked("poster", "--fund", "KH", "--number", "0123 456 789", "--out", tmp_path / "to.pdf")

    assert again.out == f"Đã in mã {code}.\n"
    assert [(one["code"], one["fund"]) for one in banked.json("bank", "codes")["items"]] == [(code, "KH")]


def test_a_poster_is_for_a_fund_or_campaign(banked, tmp_path):
    said = banked("poster", "--out", tmp_path / "to.pdf")

    assert (said.code, said.err) == (
        2,
        "Hãy cho biết tờ in cho quỹ nào (--fund) hoặc đợt vận động nào (--campaign).\n",
    )


def test_a_campaign_of_another_fund_is_refused_and_no_file_is_left(banked, tmp_path):
    said = banked("--json", "poster", "--fund", "KH", "--campaign", "TET", "--out", tmp_path / "to.pdf")

    assert (said.code, said.rule) == (2, "code_terms")
    assert list(tmp_path.glob("*to.pdf*")) == []


def test_a_file_of_another_kind_is_refused(banked, tmp_path):
    said = banked("poster", "--fund", "KH", "--out", tmp_path / "to.jpg")

    assert (said.code, said.err) == (
        2,
        "Tệp to.jpg phải kết thúc bằng .pdf (tờ in), .svg hoặc .png (chỉ mã QR).\n",
    )


def test_without_a_bank_account_there_is_no_poster(khfund, tmp_path):
    said = khfund("--json", "poster", "--fund", "KH", "--out", tmp_path / "to.pdf")

    assert (said.code, said.rule) == (2, "poster_account")


def test_a_payload_is_given_to_scripts_and_read_back(nowhere):
    made = nowhere.json("qr", "payload", "--bank", "Vietcombank", "--number", "0123456789")
    read = nowhere.json("qr", "read", TEXT)["items"]
    damaged = nowhere("--json", "qr", "read", TEXT[:-1] + "6")

    assert made == {"payload": TEXT}
    assert read == [
        {
            "bank_code": "970436",
            "bank": "Vietcombank",
            "account": "0123456789",
            "amount": None,
            "purpose": None,
        }
    ]
    assert (damaged.code, damaged.rule) == (2, "qr_check_sum")


def test_the_day_of_the_campaign_names_its_code(banked, tmp_path):
    code = banked.json("poster", "--campaign", "TET", "--out", tmp_path / "to.svg")["code"]

    assert code.startswith("KHTHTE26")
