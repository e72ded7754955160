import pytest

from khfund.returns.form import SECOND_EDITION, Figure
from khfund.returns.return_sheet import FigureNotNumberError
from khfund.returns.return_text import CellTextError, typed_figures
from khfund.returns.unit_return import CellUnknownError


def test_typed_figures_are_read_with_the_names_of_their_rows():
    typed = [
        "KH.raised=2,6 tỷ",
        "Q1.spent=5",
        "Q1=Quỹ Vì bạn nghèo",
        "TS.awards=1.053",
        "HV1=Xe đạp (chiếc)",
        "HV1.quantity=55",
    ]

    assert typed_figures(SECOND_EDITION, typed) == [
        Figure("KH", "raised", 2_600_000_000),
        Figure("Q1", "spent", 5, "Quỹ Vì bạn nghèo"),
        Figure("TS", "awards", 1_053),
        Figure("HV1", "quantity", 55, "Xe đạp (chiếc)"),
    ]


@pytest.mark.parametrize("text", ["KH.raised", "=5", "KH.raised=", "Q1= "])
def test_a_typed_figure_is_a_cell_and_a_number(text):
    with pytest.raises(CellTextError) as refused:
        typed_figures(SECOND_EDITION, [text])

    assert str(refused.value) == (
        f'«{text}» không đọc được; hãy ghi như KH.raised=3.000.000, hoặc Q1="Tên quỹ" cho dòng tự đặt tên.'
    )


def test_a_typed_cell_belongs_to_the_form():
    with pytest.raises(CellUnknownError):
        typed_figures(SECOND_EDITION, ["KH.awards=5"])


def test_counts_are_no_amounts():
    with pytest.raises(FigureNotNumberError):
        typed_figures(SECOND_EDITION, ["TS.awards=2 tỷ"])
