"""Citations, as papers write them."""

from datetime import date

from khfund.eligibility.citation import Citation


def test_a_citation_names_clause_document_day_and_issuer():
    citation = Citation(
        "Công văn số 08/CV-HKH", "Hội Khuyến học tỉnh Sơn La", date(2023, 2, 2), "Phụ lục, điểm 1"
    )

    assert str(citation) == (
        "Phụ lục, điểm 1, Công văn số 08/CV-HKH ngày 02/02/2023 của Hội Khuyến học tỉnh Sơn La"
    )


def test_a_document_without_a_day_says_so():
    assert str(Citation("Báo cáo", "Hội", None, "mục II")) == "mục II, Báo cáo (không ghi ngày) của Hội"


def test_a_citation_is_kept_and_read_again():
    dated, undated = Citation("A", "B", date(2023, 2, 2), "C"), Citation("A", "B", None, "C")

    assert [Citation.from_json(one.to_json()) for one in (dated, undated)] == [dated, undated]
