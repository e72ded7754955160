from sqlalchemy import select

from khfund.audit import Leaf


def test_a_copy_is_printed_and_counted_but_the_log_keeps_no_name(on_a_file, tmp_path):
    on_a_file("donor", "enter", "Lò Thị An")
    on_a_file("donation", "receive", "--donor", 1, "--part", "KH:500.000", "--day", "01/03/2026")
    on_a_file("receipt", "open-series", "GXN")
    on_a_file("receipt", "issue", "--series", "GXN", "--donation", 1, "--day", "02/03/2026")

    copied = on_a_file("receipt", "copy", "GXN-2026-000001", "--out", tmp_path / "sao.pdf")

    assert (copied.code, copied.out) == (0, "Đã ghi nhận bản sao của GXN-2026-000001.\n")
    assert (tmp_path / "sao.pdf").read_bytes().startswith(b"%PDF-")
    kept = on_a_file.office.read(lambda s: list(s.execute(select(Leaf.line, Leaf.answer))))
    assert not [row for row in kept if "An" in row.line + row.answer]
