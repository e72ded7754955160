"""People who received, for the tests of a statement: pupils of two districts, an honoured teacher, a school."""

from __future__ import annotations

import random

from khfund.reports.recipient_area import Area
from khfund.reports.recipient_disclosure import (
    AwardProgramme,
    Category,
    Received,
    RecipientDisclosure,
    disclose,
)

TOP = "Hội Khuyến học tỉnh Mường Sáng"
DISTRICTS = (
    "Hội Khuyến học huyện Thông Reo",
    "Hội Khuyến học huyện Trúc Lâm",
    "Hội Khuyến học huyện Mai Hồng",
)
PROGRAMMES = (
    AwardProgramme("HB", "Học bổng vượt khó"),
    AwardProgramme("NE", "Nuôi em khuyến học"),
    AwardProgramme("VD", "Vinh danh khuyến tài"),
)
NEEDS = (
    Category("r:1", "khuyết tật"),
    Category("r:2", "mồ côi cả bố và mẹ"),
    Category("r:3", "mồ côi bố hoặc mẹ"),
    Category("r:7", "chăm ngoan, hiếu học, vượt khó học giỏi"),
)


def a_pupil(person: int, **changes) -> Received:
    """A minor who received half a million because of a need, with a code that tells nothing."""
    facts = {
        "person": person,
        "code": f"HB26-{random.Random(person).randrange(16**4):04X}",
        "name": f"Lò Văn Thử {person}",
        "is_school": False,
        "is_minor": True,
        "consents": False,
        "home": Area((TOP, DISTRICTS[0]), "xã Thông Cao"),
        "programme": "HB",
        "payments": 1,
        "amount": 500_000,
        "category": "r:7",
        "is_award": True,
    }
    return Received(**(facts | changes))


def many(count: int = 120) -> list[Received]:
    """A year: awards for needs in three districts, monthly support, honours for an adult, a pupil and a school."""
    chance = random.Random(7)
    found = []
    for person in range(1, count + 1):
        district = chance.choices(DISTRICTS, (6, 4, 1))[0]
        home = Area((TOP, district), f"xã số {chance.randrange(1, 6)} của {district.rpartition(' ')[2]}")
        if person % 7 == 0:
            source = {
                "programme": "NE",
                "category": "",
                "is_award": False,
                "payments": 9,
                "amount": 4_500_000,
            }
        else:
            source = {"category": chance.choices([one.code for one in NEEDS], (2, 1, 6, 12))[0]}
        found.append(a_pupil(person, home=home, **source))
    honour = {"programme": "VD", "category": "", "amount": 2_000_000, "home": Area((TOP, DISTRICTS[1]))}
    found.append(a_pupil(901, name="Cầm Thị Nhà Giáo", is_minor=False, honour="Nhà giáo ưu tú", **honour))
    found.append(a_pupil(902, name="Hà Văn Giải Nhất", consents=True, honour="giải Nhất cấp tỉnh", **honour))
    found.append(a_pupil(903, name="Quàng Thị Kín Tên", honour="giải Nhất cấp tỉnh", **honour))
    found.append(
        a_pupil(904, code="", name="Trường PTDTBT Mường Mơ", is_school=True, is_minor=False, **honour)
    )
    return found


def told(received: list[Received], **more) -> RecipientDisclosure:
    """What is said of them."""
    return disclose(received, programmes=PROGRAMMES, categories=NEEDS, **({"threshold": 5} | more))
