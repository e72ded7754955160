import pytest

from khfund.receipts import pdf, press
from tests.receipts.papers import a_receipt, a_voucher


def test_a_child_prints_the_same_bytes():
    assert press.print_apart(a_voucher(), copies=2) == pdf.render(a_voucher(), copies=2)


@pytest.mark.parametrize("limits", [{"memory": 100 << 20}, {"seconds": 1}, {"seconds": 0}])
def test_a_text_beyond_all_measure_is_refused(limits):
    paper = a_receipt(note="Ủng hộ học sinh nghèo " * 200_000)

    with pytest.raises(press.PaperNotPrintedError) as refusal:
        press.print_apart(paper, **limits)

    assert str(refusal.value) == (
        "Không in được giấy này trong giới hạn bộ nhớ và thời gian; có thể một ô chữ quá dài. Hãy rút ngắn rồi in lại."
    )
