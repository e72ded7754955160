"""Units at the command line: the whole merger of 2025, from the table to the handed-over book."""

import json

import pytest

HEAD = "Mã mới,Tên mới,Đơn vị cũ,Huyện cũ"
ROWS = """\
03856,Xã Bắc Yên,Thị trấn Bắc Yên,Huyện Bắc Yên
03856,Xã Bắc Yên,Xã Phiêng Ban,Huyện Bắc Yên
03862,Xã Xím Vàng,Xã Hang Chú,Huyện Bắc Yên
03862,Xã Xím Vàng,Xã Xím Vàng,Huyện Bắc Yên
"""
OFFICERS = (
    ("ketoan", "accountant"),
    ("ketoantruong", "chief_accountant"),
    ("thuquy", "treasurer"),
    ("chutich", "chair"),
)


@pytest.fixture
def merged(khfund, tmp_path):
    """The merger taken in; the district and its communes keep books, the district with 5.000.001 đ."""
    (tmp_path / "xa.csv").write_text(f"{HEAD}\n{ROWS}", encoding="utf-8")
    khfund.json("unit", "import", tmp_path / "xa.csv", "--day", "01/07/2026", by="quantri")
    for code, opened in (("h-bac-yen", "01/01/2026"), ("03856", "01/07/2026"), ("03862", "01/07/2026")):
        for login, role in OFFICERS:
            khfund.json("--unit", code, "person", "grant", login, role, by="quantri")
        khfund.json("--unit", code, "book", "open", opened, by="quantri")
        khfund.json("--unit", code, "fund", "open", "KH", "Quỹ Khuyến học", "--opened", opened)
    gift = ("donation", "receive", "--part", "KH:5.000.001", "--day", "05/01/2026")
    khfund.json("--unit", "h-bac-yen", *gift)
    return khfund


def codes(said):
    return [one["code"] for one in said["items"]]


def test_a_merger_is_taken_in_by_one_command_and_twice_adds_nothing(khfund, tmp_path):
    (tmp_path / "xa.csv").write_text(f"{HEAD}\n{ROWS}", encoding="utf-8")
    words = ("unit", "import", tmp_path / "xa.csv", "--day", "01/07/2026")

    first, second = khfund(*words, by="quantri"), khfund.json(*words, by="quantri")

    assert first.out == (
        "Từ 01/07/2026: 4 xã cũ thành 2 xã mới, 1 huyện kết thúc; thêm 7 đơn vị, 0 đơn vị đã có, "
        "0 đơn vị giữ nguyên; ghi 6 quan hệ kế thừa.\n"
    )
    assert (second["entered"], second["known"], second["edges"]) == (0, 7, 0)


def test_units_are_listed_as_they_stood(merged):
    then = merged.json("unit", "list", "--on", "30/06/2026")
    tree = merged("unit", "list", "--tree", "--on", "01/07/2026")

    assert codes(then) == [
        "SL", "bac-yen.tt-bac-yen", "bac-yen.x-hang-chu", "bac-yen.x-phieng-ban", "bac-yen.x-xim-vang", "h-bac-yen",
    ]  # fmt: skip
    assert then["items"][-2]["name"] == "Hội Khuyến học xã Xím Vàng (huyện Bắc Yên)"
    assert tree.out.splitlines()[2:] == [
        "SL     Hội Khuyến học tỉnh Mường Sáng  tỉnh",
        "03856    Hội Khuyến học xã Bắc Yên     xã    01/07/2026",
        "03862    Hội Khuyến học xã Xím Vàng    xã    01/07/2026",
    ]


def test_a_unit_is_shown_with_those_around_it(merged):
    told = merged.json("unit", "show", "xi m vang", "--on", "01/07/2026")
    said = merged("unit", "show", "huyện Bắc Yên", "--on", "30/06/2026")

    assert (told["code"], told["state_code"], [one["code"] for one in told["relatives"]]) == (
        "03862",
        "03862",
        ["bac-yen.x-hang-chu", "bac-yen.x-xim-vang", "h-bac-yen"],
    )
    assert "giải thể, bàn giao cho" in said.out
    assert "bên dưới" in said.out


def test_the_district_hands_its_book_over_to_its_communes(merged):
    merged.json("unit", "share", "h-bac-yen", "--to", "03856:7000", "--to", "03862:3000", by="quantri")
    words = ("unit", "dissolve", "h-bac-yen", "--day", "01/07/2026", "--decision", "QĐ 12/QĐ-HKH")

    said = merged("--request-id", "ban-giao", *words, by="chutich")
    again = merged("--request-id", "ban-giao", *words, by="chutich")

    assert said.out == (
        "Đã bàn giao sổ của Hội Khuyến học huyện Bắc Yên cho 2 đơn vị ngày 01/07/2026; sổ đã đóng.\n"
    )
    assert again.out == said.out
    answer = merged.json("--unit", "SL", "consolidation", "--on", "01/07/2026")
    assert {one["code"]: one["spendable"] for one in answer["items"]} == {
        "SL": 0,
        "03856": 3_500_001,
        "03862": 1_500_000,
    }
    assert merged.json("--unit", "SL", "check") is not None


def test_a_part_may_be_named_by_hand_and_what_is_left_nowhere_is_told(merged):
    words = ("unit", "dissolve", "h-bac-yen", "--day", "01/07/2026", "--decision", "QĐ 12")

    refused = merged(*words, by="chutich")
    unclear = merged("--json", *words, "--part", "KH:03862:KH", by="chutich")
    done = merged.json(*words, "--part", "KH:03862:KH:1", by="chutich")

    assert refused.err == (
        "Chưa bàn giao sổ của Hội Khuyến học huyện Bắc Yên được, còn 1 việc: "
        "quỹ KH còn 5.000.001 đ nhưng chưa rõ quỹ nào của đơn vị kế thừa nhận\n"
    )
    assert json.loads(unclear.err)["error"]["message"] == (
        "Không hiểu «KH:03862:KH»; hãy viết QUỸ:MÃ_ĐƠN_VỊ:QUỸ_NHẬN:PHẦN, ví dụ KH:03862:KH:1500."
    )
    assert done["count"] == 1


def test_units_move_are_renamed_and_succeeded(khfund):
    for code, name in (("MOT", "Hội Khuyến học xã Một"), ("HAI", "Hội Khuyến học xã Hai")):
        khfund.json("unit", "enter", code, name, "--parent", "SL", by="quantri")
    khfund.json("unit", "enter", "BA", "Chi hội Ba", "--level", "base", "--parent", "MOT", by="quantri")

    moved = khfund("unit", "move", "Chi hội Ba", "xã Hai", "--since", "01/02/2026", by="quantri")
    renamed = khfund(
        "unit", "rename", "HAI", "Hội Khuyến học phường Hai", "--since", "01/03/2026", by="quantri"
    )
    ended = khfund("unit", "succeed", "MOT", "--to", "HAI:10000", "--day", "01/04/2026", by="quantri")
    unclear = khfund("--json", "unit", "succeed", "BA", "--to", "HAI:x", "--day", "01/04/2026", by="quantri")

    assert [moved.out, renamed.out, ended.out] == [
        "Từ 01/02/2026: Chi hội Ba thuộc Hội Khuyến học xã Hai.\n",
        "Từ 01/03/2026: Hội Khuyến học xã Hai đổi tên thành Hội Khuyến học phường Hai.\n",
        "Hội Khuyến học xã Một kết thúc từ 01/04/2026.\n",
    ]
    assert unclear.rule == "heir_part_unclear"


def test_the_one_unit_that_keeps_a_book_needs_no_naming(khfund):
    khfund.json("unit", "enter", "MOT", "Hội Khuyến học xã Một", "--parent", "SL", by="quantri")

    assert khfund.json("book", "show")["unit"] == "SL"


def test_where_two_keep_books_one_is_named(merged):
    refused = merged("book", "show")

    assert refused.err == "Có 4 đơn vị trong sổ này; hãy chọn bằng --unit MÃ hoặc biến KHFUND_UNIT.\n"
