"""Receipt series."""

import pytest

from khfund.receipts.series import SeriesCodeTakenError, SeriesUnknownError, find_series, open_series
from tests.builders import an_office


def test_a_series_is_opened_once(database):
    office = an_office(database)
    office.do("receipt.open_series", lambda s, c: open_series(s, c, "GXN"))

    with pytest.raises(SeriesCodeTakenError) as refusal:
        office.do("receipt.open_series", lambda s, c: open_series(s, c, "GXN"))

    assert str(refusal.value) == "Ký hiệu biên nhận «GXN» đã có."


def test_an_unknown_series_is_named(database):
    office = an_office(database)

    with pytest.raises(SeriesUnknownError) as refusal:
        office.read(lambda s: find_series(s, office.unit, "BN"))

    assert str(refusal.value) == (
        "Đơn vị chưa có ký hiệu biên nhận «BN»; hãy mở bằng `khfund receipt open-series`."
    )
