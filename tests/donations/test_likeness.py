from __future__ import annotations

import pytest

from khfund.donations.likeness import DonorKind, Likeness, Traits, likeness

ORG = DonorKind.ORGANISATION
AN = Traits("Nguyễn Văn An", locality="Phường Bình Minh", phone="0912345678")


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (
            Traits("Công ty A", ORG, tax_code="5500123456"),
            Traits("Cty TNHH A", ORG, tax_code="5500123456"),
            "cùng mã số thuế",
        ),
        (AN, Traits("NGUYEN VAN AN", phone="0912345678"), "tên gần giống, cùng số điện thoại"),
        (AN, Traits("Nguyễn Văn An", locality="phường bình minh"), "tên gần giống, cùng nơi ở hoặc cơ quan"),
        (AN, Traits("Nguyễn Văm An", locality="Phường Bình Minh"), "tên gần giống, cùng nơi ở hoặc cơ quan"),
        (
            Traits("Hà Thị Hoà", address="Tổ 1"),
            Traits("Hà Thị Hòa", address="tổ 1"),
            "tên gần giống, cùng địa chỉ",
        ),
        (AN, Traits("Nguyễn Văn An"), "cùng tên, chưa có gì khác để so"),
    ],
)
def test_what_speaks_for_one_giver_is_told(one, other, reason):
    assert likeness(one, other) == Likeness(reason, is_likely="chưa có" not in reason)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AN, Traits("Nguyễn Văn An", locality="Xã Mường Lạn")),  # a common name in another place
        (AN, Traits("Nguyễn Văn An", phone="0987654321")),  # another telephone
        (AN, Traits("Nguyễn Văn Ân", phone="0912345678")),  # a brother on the family's telephone
        (Traits("Lò Thị Bình", address="Tổ 1"), Traits("Lò Thị Bính", address="Tổ 1")),  # twins
        (AN, Traits("Trần Văn An")),
        (Traits("Trường Tiểu học số 1", ORG), Traits("Trường Tiểu học số 2", ORG)),
        (Traits("An Bình", ORG), Traits("An Bình")),  # a company and a person
        (Traits("A B C", tax_code="5500123456"), Traits("A B C", tax_code="5500123457")),
        (Traits("A B C", address="Tổ 1"), Traits("A B C", address="Tổ 2")),
    ],
)
def test_givers_whom_something_tells_apart_stay_apart(one, other):
    assert likeness(one, other) is None
    assert likeness(other, one) is None
