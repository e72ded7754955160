"""Invented givers of an invented province: nobody here exists."""

from __future__ import annotations

from random import Random

import attrs

from khfund.vietnamese import fold

PLACES = (
    "phường Bình Minh", "xã Nậm Pơ", "xã Huổi Sáng", "xã Mường Hạ", "xã Pá Lau", "xã Bản Mòn", "xã Chiềng Mây",
    "Sở Tài chính tỉnh", "Bưu điện tỉnh", "Trường THPT Bình Minh", "Bệnh viện đa khoa tỉnh",
)  # fmt: skip
SURNAMES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Lò",
    "Cầm",
    "Quàng",
    "Hà",
    "Vì",
    "Lường",
    "Tòng",
    "Cà",
    "Đỗ",
    "Bùi",
)
MIDDLES_OF_MEN = ("Văn", "Đức", "Xuân", "Quốc", "Minh")
MIDDLES_OF_WOMEN = ("Thị", "Thu", "Thị Kim", "Ngọc", "Thị Thanh")
MEN = (
    "An",
    "Bình",
    "Cường",
    "Dũng",
    "Đạt",
    "Hải",
    "Hiếu",
    "Khánh",
    "Long",
    "Nam",
    "Phúc",
    "Quân",
    "Sơn",
    "Thắng",
    "Tuấn",
)
WOMEN = (
    "Ánh",
    "Chi",
    "Dung",
    "Hà",
    "Hạnh",
    "Hoa",
    "Hương",
    "Lan",
    "Mai",
    "Ngân",
    "Nhung",
    "Oanh",
    "Thảo",
    "Trang",
    "Yến",
)
HMONG = ("Giàng A Páo", "Mùa A Chớ", "Thào A Sình", "Sồng A Dế", "Vàng Thị Sú", "Giàng Thị Mỷ", "Mùa Thị Dua")
SCHOOLS = (
    "Trường TH-THCS Nậm Pơ", "Trường THCS Huổi Sáng", "Trường Tiểu học Bình Minh", "Trường THPT Bình Minh",
    "Trường PTDT Nội trú Mường Sáng", "Trường Mầm non Pá Lau", "Trường THCS Bản Mòn", "Trường TH-THCS Chiềng Mây",
)  # fmt: skip
COMPANIES = (
    "Công ty TNHH Chè Mây Trắng", "Công ty CP Xây dựng Sáng Mai", "HTX Nông nghiệp Huổi Sáng", "Công ty TNHH Mận Hậu Bản Mòn",
    "Hội đồng hương Mường Hạ", "Hội Cựu giáo chức phường Bình Minh", "Chi hội Khuyến học dòng họ Lò xã Nậm Pơ",
    "Công ty CP Thủy điện Pá Lau", "Ban Liên lạc cựu học sinh THPT Bình Minh", "Công đoàn Bưu điện tỉnh",
)  # fmt: skip


@attrs.frozen
class Giver:
    """Somebody who gives: `kind` as the lists write it, `place` where they live or work."""

    name: str
    kind: str = "Cá nhân"
    place: str = ""
    anonymous: bool = False

    @property
    def plain(self) -> str:
        """The name as banks write it."""
        return fold(self.name).upper()


def people(dice: Random, count: int, *, besides: set[str]) -> list[Giver]:
    """Make that many persons with different names."""
    found: list[Giver] = []
    while len(found) < count:
        name = _name(dice)
        if name not in besides:
            besides.add(name)
            kind = "Hộ gia đình" if name.startswith("Gia đình") else "Cá nhân"
            found.append(
                Giver(name, kind, dice.choice(PLACES[:7]) if kind == "Hộ gia đình" else dice.choice(PLACES))
            )
    return found


def _name(dice: Random) -> str:
    if dice.random() < 0.08:
        return dice.choice(HMONG)
    if dice.random() < 0.5:
        name = f"{dice.choice(SURNAMES)} {dice.choice(MIDDLES_OF_MEN)} {dice.choice(MEN)}"
        return f"Gia đình ông {name}" if dice.random() < 0.15 else name
    return f"{dice.choice(SURNAMES)} {dice.choice(MIDDLES_OF_WOMEN)} {dice.choice(WOMEN)}"


def organisations() -> list[Giver]:
    """The companies, societies and schools."""
    return [Giver(name, "Tổ chức") for name in (*COMPANIES, *SCHOOLS)]
