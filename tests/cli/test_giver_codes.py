"""`donor page-code` on the command line."""

from pathlib import Path


def test_a_code_is_told_once_and_stands_nowhere_in_the_books(on_a_file):
    on_a_file.json("donor", "enter", "Hà Thị Cho")

    code = on_a_file.json("donor", "page-code", 1)["code"]
    said = on_a_file("donor", "page-code", 1)
    ended = on_a_file("donor", "page-code-end", 1)

    assert len(code.replace("-", "")) == 20
    assert "Hãy ghi vào thư gửi; mã không xem lại được." in said.out
    assert ended.code == 0
    content = Path(on_a_file.url).read_bytes()
    assert code.encode() not in content
    assert code.replace("-", "").encode() not in content
