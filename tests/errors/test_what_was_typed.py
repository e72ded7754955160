"""Refusals of words on the command line that nothing else provokes."""

import contextlib
import json
import os
from pathlib import Path

import click
import pytest

from khfund.cli.demo import DemoUnsoundError
from khfund.cli.main import khfund as command_line
from tests.errors.conftest import dump


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ("donation", "receive", "--part", "KH"),
            "Không hiểu phần «KH»; hãy viết QUỸ:SỐ_TIỀN, ví dụ KH:500.000, thêm :now nếu được chi ngay.",
        ),
        (
            ("donation", "receive", "--part", "TH:500.000:later"),
            "Không hiểu phần «TH:500.000:later»; hãy viết QUỸ:SỐ_TIỀN, ví dụ KH:500.000, thêm :now nếu được chi ngay.",
        ),
        (
            (
                "voucher",
                "draft",
                "PC",
                "--day",
                "20/01/2026",
                "--narration",
                "Giấy",
                "--posting",
                "642:111:120.000",
            ),
            "Không hiểu dòng «642:111:120.000»; hãy viết NỢ:CÓ:QUỸ:SỐ_TIỀN, ví dụ 642:111:KH:500.000.",
        ),
        (
            ("entry", "reverse", "99999999999999999999", "--reason", "Nhầm"),
            "99999999999999999999 không phải là một số dùng được ở đây; hãy ghi một số từ 0 trở lên.",
        ),
        (
            ("entry", "list", "--limit", "-5"),
            "-5 không phải là một số dùng được ở đây; hãy ghi một số từ 0 trở lên.",
        ),
        (
            ("donor", "enter", "Lan\nMai"),
            "«Lan<U+000A>Mai» có ký tự U+000A xuống dòng, điều khiển hoặc không nhìn thấy; hãy gõ lại trên một dòng.",
        ),
        (
            ("donor", "enter", "Lan\u202eiaM"),
            "«Lan<U+202E>iaM» có ký tự U+202E xuống dòng, điều khiển hoặc không nhìn thấy; hãy gõ lại trên một dòng.",
        ),
        (
            ("donor", "enter", "L\u0430n"),
            "«L\u0430n» có ký tự U+0430 (chữ của bảng chữ cái khác, trông như chữ Latinh); hãy gõ lại bằng bàn phím tiếng Việt.",
        ),
        (
            ("fund", "open", "K" * 21, "Quỹ", "--opened", "01/01/2026"),
            f"«{'K' * 21}» dài 21 ký tự, ở đây chỉ ghi được 20; hãy viết ngắn hơn.",
        ),
        (
            ("donor", "search", "a" * 100_000),
            f"«{'a' * 80}» dài 100.000 ký tự, ở đây chỉ ghi được 2.000; hãy viết ngắn hơn.",
        ),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_meant_is_refused_in_words(words, says, refused):
    assert refused(*words).err == says + "\n"


def test_a_setting_that_nobody_asks_for_is_refused_with_those_there_are(refused):
    said = refused("unit", "set", "colour", "đỏ", "--since", "01/01/2026", by="quantri")

    assert said.err.startswith("Không có thiết lập «colour»; các thiết lập: ")


def test_an_officer_is_written_as_login_role_and_name(begun, tmp_path):
    begun.url = str(tmp_path / "new.sqlite")

    said = begun(
        "init", "--code", "A", "--name", "Hội", "--opened", "01/01/2026", "--officer", "lan:queen:Lan"
    )

    assert (said.code, said.out, Path(begun.url).exists()) == (2, "", False)
    assert said.err == (
        "Không hiểu «lan:queen:Lan»; hãy viết TÊN_ĐĂNG_NHẬP:VAI_TRÒ:Họ và tên, vai trò là một trong: "
        "treasurer, accountant, chief_accountant, chair, committee, clerk, inspector, administrator.\n"
    )


def test_an_answer_that_cannot_be_printed_is_told(begun):
    with Path("/dev/full").open("w", encoding="utf-8", buffering=1) as full, contextlib.redirect_stdout(full):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdout", full)
            said = begun("--json", "fund", "open", "HB", "Học", "--opened", "01/01/2026")
        with contextlib.suppress(OSError):
            full.close()

    assert said.code == 5
    assert json.loads(said.err)["error"]["message"] == (
        f"Không in được câu trả lời ({os.strerror(28)}); việc có thể đã được ghi, hãy xem lại sổ trước khi làm lại."
    )
    assert any("'HB'" in line for line in dump(begun.url))


@click.command("breaks")
def breaks() -> None:
    """Divide by zero."""
    1 / 0  # noqa: B018


def test_a_mistake_of_the_program_is_told_without_its_trace(begun, monkeypatch):
    monkeypatch.setitem(command_line.lazy, "breaks", f"{__name__}:breaks")

    said = begun("breaks")

    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "Chương trình gặp lỗi (ZeroDivisionError); việc này chưa được ghi. "
        "Đặt KHFUND_DEBUG=1 để xem chi tiết và báo lỗi.\n"
    )


def test_an_example_year_that_contradicts_itself_would_be_told():
    assert str(DemoUnsoundError(count=2)) == "Sổ của năm ví dụ không khớp ở 2 chỗ; hãy báo lỗi này."
