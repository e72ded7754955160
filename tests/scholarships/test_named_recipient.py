"""No update names a child: a full name of the register is found with and without marks, wherever it stands."""

import pytest

from khfund.scholarships.named_recipient import RecipientNamedError, require_nobody_named
from khfund.scholarships.recipient import RecipientKind, enter_recipient
from tests.builders import an_office


@pytest.fixture
def office(database):
    office = an_office(database)
    office.do(
        "recipient.enter",
        lambda s, c: enter_recipient(s, c, "Vàng Thị Em", RecipientKind.PUPIL, birth_year=2014),
    )
    return office


@pytest.mark.parametrize("said", ["Em Vàng Thị Em đã tới trường.", "vang thi em", "(VÀNG THỊ EM),"])
def test_a_text_with_a_recipients_name_is_refused_without_saying_the_name(office, said):
    with pytest.raises(RecipientNamedError) as refusal:
        office.read(lambda s: require_nobody_named(s, office.unit, f"Tiêu đề\nDòng một\n{said}"))

    assert str(refusal.value) == (
        "Dòng 2 của bản tin có họ tên trùng với một người trong danh sách người nhận; hãy bỏ tên, chỉ nêu con số."
    )


@pytest.mark.parametrize("said", ["Đã trao 12 suất.", "Vàng Thị", "Thị Em", ""])
def test_figures_and_parts_of_names_pass(office, said):
    office.read(lambda s: require_nobody_named(s, office.unit, said))
