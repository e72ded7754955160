from sqlalchemy import select

from khfund.audit import Leaf


def test_who_may_be_the_same_giver_is_told_but_the_log_keeps_no_name(on_a_file):
    first = on_a_file("donor", "enter", "Lò Thị An", "--locality", "xã Chiềng An")
    again = on_a_file("donor", "enter", "Lo Thi An", "--locality", "xã Chiềng An")

    assert (first.out, first.err) == ("Đã ghi nhà hảo tâm số 1.\n", "")
    assert (again.out, again.err) == (
        "Đã ghi nhà hảo tâm số 2.\n",
        "  Có thể trùng với số 1 Lò Thị An (tên gần giống, cùng nơi ở hoặc cơ quan); gộp bằng `khfund donor merge`.\n",
    )
    kept = on_a_file.office.read(lambda s: list(s.execute(select(Leaf.line, Leaf.answer))))
    assert not [row for row in kept if "An" in row.line + row.answer]
