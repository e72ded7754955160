"""Appeals: opened, shown with what came, printed; the poster with its code."""

from tests.admin.office import said
from tests.banking.offices import a_bank_account
from tests.donations.offices import a_donor, a_gift
from tests.donations.pledges import a_campaign


def an_appeal(office):
    campaign = a_campaign(office, target=1_000_000)
    a_gift(office, a_donor(office, "Lò Thị Mai"), 500_000, campaign=campaign)
    return campaign


def test_an_appeal_is_opened(accountant):
    done = accountant.send(
        "van-dong/mo", code="TET", name="Tết cho em", fund="KH", starts="01/01/2026", target="10 triệu"
    )

    assert "Đã mở đợt vận động TET — Tết cho em." in said(done)


def test_an_appeal_shows_how_far_it_has_come(office, accountant):
    an_appeal(office)

    assert "50 % của 1.000.000 đ" in accountant.text("van-dong/")
    shown = accountant.text("van-dong/TET/")
    assert "50 % của 1.000.000 đ" in shown
    assert "Cá nhân 1 500.000" in shown


def test_the_page_and_the_gold_book_are_printed(office, accountant):
    an_appeal(office)

    assert accountant.get("van-dong/TET/trang.pdf").data.startswith(b"%PDF")
    assert accountant.get("van-dong/TET/so-vang.xlsx").data.startswith(b"PK")


def test_the_decrees_deadlines_are_shown(office, accountant):
    a_campaign(office)

    accountant.send("van-dong/TET/nghi-dinh", applies="y")

    assert "Thời hạn theo Nghị định 93/2021" in accountant.text("van-dong/TET/")


def test_a_poster_has_its_code_and_its_files(office, accountant):
    a_bank_account(office)
    an_appeal(office)

    made = accountant.send("to-keu-goi/lap?campaign=TET", amount="200.000", follow=False)
    address = made.location.rpartition("/so/SL/")[2]

    assert "Số tiền 200.000 đ" in accountant.text(address)
    assert accountant.get(f"{address}to-in.pdf").data.startswith(b"%PDF")
    assert accountant.get(f"{address}to-in.png").data.startswith(b"\x89PNG")
    assert accountant.get(f"{address}to-in.exe").status_code == 404


def test_a_poster_is_for_something(accountant):
    assert "Hãy chọn quỹ hoặc đợt vận động." in said(accountant.send("to-keu-goi/lap"))


def test_an_appeal_of_nobody_is_not_found(accountant):
    assert accountant.get("van-dong/KHONG/").status_code == 404
    assert accountant.get("to-keu-goi/KHONGCO/1/0/A4/").status_code == 404
