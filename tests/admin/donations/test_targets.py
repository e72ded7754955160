"""Targets: set for the unit or a level, compared with what was reached."""

from tests.admin.office import said


def test_a_target_is_set_and_compared(office, accountant):
    done = accountant.send(
        "chi-tieu/dat", year="2026", measure="raised", amount="10 triệu", manner="in_total", source="KH 01"
    )

    assert "Đã ghi chỉ tiêu số 1 năm 2026" in said(done)
    assert "vận động bằng tiền" in accountant.text("chi-tieu/?year=2026")


def test_growth_is_written_as_people_write_it(accountant):
    good = accountant.send(
        "chi-tieu/dat", year="2026", measure="raised", growth="0,5", base="1.000.000", manner="in_total"
    )
    bad = accountant.send("chi-tieu/dat", year="2026", measure="raised", growth="nhiều", manner="in_total")

    assert "Đã ghi chỉ tiêu số 1" in said(good)
    assert "Hãy ghi phần trăm như 20 hoặc 0,5, không phải «nhiều»." in said(bad)


def test_a_target_is_for_a_unit_or_for_a_level(accountant):
    answer = accountant.send("chi-tieu/dat", year="2026", measure="raised", amount="1", level="commune")

    assert "Hãy ghi mã một đơn vị, hoặc chọn một cấp; không làm cả hai." in said(answer)
