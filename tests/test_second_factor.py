"""Second factors: switched on by a code, proved by codes, recovered by paper, switched off."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khfund.actor import find_person
from khfund.command import contradictions
from khfund.second_factor import (
    RECOVERY_CODES,
    NoSecondFactorError,
    SecondFactorCodeError,
    _step_of,
    address_of,
    draw_secret,
    recovery_codes_left,
    second_factor_of,
    step,
    switch_off,
    switch_on,
    use_recovery_code,
)
from tests.builders import an_office, tamper

KEY = bytes(range(32))
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(at=AT, secret=SECRET):
    return pyotp.TOTP(secret).at(at)


def switched_on(database):
    """An office whose chair uses a second factor: the office and the recovery codes."""
    office = an_office(database)
    return office, on(office)


def on(office, said=None):
    def work(session, command):
        chair = find_person(session, "chutich")
        return switch_on(session, command, chair, secret=SECRET, code=said or code(), key=KEY, at=AT)

    return office.do("second_factor.on", work, by=office.chair)


def factor_of(office):
    return office.read(lambda s: second_factor_of(s, office.chair))


def test_a_second_factor_is_switched_on_by_a_code_and_proves_from_then_on(database):
    office, codes = switched_on(database)

    factor = factor_of(office)

    assert len(set(codes)) == RECOVERY_CODES
    assert step(factor, code(), key=KEY, at=AT) == int(AT.timestamp()) // 30
    assert step(factor, f"{code()[:3]} {code()[3:]}", key=KEY, at=AT) is not None
    assert office.read(lambda s: list(contradictions(s))) == []


def test_it_is_not_switched_on_by_another_code(sqlite_database):
    office = an_office(sqlite_database)

    with pytest.raises(SecondFactorCodeError) as refusal:
        on(office, said=code(AT + timedelta(hours=1)))

    assert str(refusal.value) == (
        "Mã xác nhận không đúng hoặc đã hết hạn; hãy xem lại giờ của điện thoại rồi nhập mã mới."
    )
    assert factor_of(office) is None


@given(st.integers(-300, 300))
def test_a_code_lives_for_its_own_step_and_one_before_and_after(seconds):
    made = AT + timedelta(seconds=seconds)

    found = _step_of(SECRET, code(made), AT)

    near = abs(int(made.timestamp()) // 30 - int(AT.timestamp()) // 30) <= 1
    assert (found is not None) is near


@given(st.text(max_size=20))
def test_whatever_is_typed_is_no_code_or_one_of_three(text):
    assert _step_of(SECRET, text, AT) is None or len("".join(text.split())) == 6


def test_the_books_alone_make_no_codes(sqlite_database):
    office, codes = switched_on(sqlite_database)

    assert SECRET.encode() not in sqlite_database.file.read_bytes()
    assert all(one.encode() not in sqlite_database.file.read_bytes() for one in codes)
    assert step(factor_of(office), code(), key=bytes(32), at=AT) is None


def test_a_recovery_code_is_used_once_however_it_is_written(database):
    office, codes = switched_on(database)

    def use(written):
        work = lambda s, c: use_recovery_code(s, c, find_person(s, "chutich"), written)  # noqa: E731
        return office.do("second_factor.recover", work, by=office.chair)

    assert use(codes[0].upper().replace("-", " ")) == RECOVERY_CODES - 1
    with pytest.raises(SecondFactorCodeError):
        use(codes[0])
    with pytest.raises(SecondFactorCodeError):
        use("x")
    assert office.read(lambda s: recovery_codes_left(s, second_factor_of(s, office.chair))) == 7
    assert office.read(lambda s: list(contradictions(s))) == []


def test_switched_off_it_proves_no_more_and_recovers_no_more(sqlite_database):
    office, codes = switched_on(sqlite_database)

    def off():
        work = lambda s, c: switch_off(s, c, find_person(s, "chutich"))  # noqa: E731
        office.do("person.second_factor", work, by=office.administrator)

    off()

    assert factor_of(office) is None
    with pytest.raises(NoSecondFactorError) as refusal:
        off()
    assert str(refusal.value) == "Hoàng Văn Chủ Tịch chưa dùng xác nhận hai bước."
    with pytest.raises(SecondFactorCodeError):
        office.do(
            "second_factor.recover",
            lambda s, c: use_recovery_code(s, c, find_person(s, "chutich"), codes[1]),
            by=office.chair,
        )


def test_switched_on_anew_the_earlier_codes_no_longer_count(sqlite_database):
    office, codes = switched_on(sqlite_database)

    on(office)

    with pytest.raises(SecondFactorCodeError):
        office.do(
            "second_factor.recover",
            lambda s, c: use_recovery_code(s, c, find_person(s, "chutich"), codes[1]),
            by=office.chair,
        )


def test_a_second_factor_slipped_in_past_the_verbs_is_told(sqlite_database):
    office, _codes = switched_on(sqlite_database)

    tamper(sqlite_database, "UPDATE second_factor SET sealed = NULL")

    (found,) = office.read(lambda s: list(contradictions(s)))
    assert found.endswith("dòng của sổ second_factor đã bị sửa, thêm hoặc bớt")


def test_a_telephone_reads_who_and_where_from_its_address():
    address = address_of(SECRET, "chutich", "Hội Khuyến học")

    assert address.startswith("otpauth://totp/H%E1%BB%99i%20Khuy%E1%BA%BFn%20h%E1%BB%8Dc:chutich?secret=")
    assert len(draw_secret()) == 32
