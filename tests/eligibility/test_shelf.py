"""The shelf: every file of the folder is a rulebook, and adding one is a file and nothing else."""

from datetime import date

import pytest

from khfund.eligibility import FACTS, PAPERS, decide, shelf
from khfund.eligibility.shelf import RulebookMisnamedError, RulebookUnknownError, rulebook, rulebooks
from tests.eligibility.books import TEXT, changed
from tests.eligibility.candidates import proven


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A shelf of its own."""
    monkeypatch.setattr(shelf, "FOLDER", tmp_path)
    return tmp_path


def test_the_shelf_holds_the_rulebooks_of_the_sources():
    assert [one.code for one in rulebooks()] == [
        "cong-van-08-2023",
        "nuoi-em-khuyen-hoc-2023",
        "tiep-suc-mua-thi-2023",
    ]


def test_a_new_file_is_a_new_rulebook(folder):
    (folder / "mau.yaml").write_text(TEXT, encoding="utf-8")

    decision = decide(rulebook("mau"), proven(orphan="both"), date(2026, 6, 1))

    assert [one.code for one in rulebooks()] == ["mau"]
    assert decision.categories == ("1",)


def test_a_rulebook_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(RulebookUnknownError) as refusal:
        rulebook("../../etc/passwd")

    assert str(refusal.value) == (
        "Không có bộ tiêu chí mã «../../etc/passwd»; hiện có: cong-van-08-2023, nuoi-em-khuyen-hoc-2023, "
        "tiep-suc-mua-thi-2023."
    )


def test_a_file_is_named_by_its_code(folder):
    (folder / "khac.yaml").write_text(changed(("code: mau", "code: mau-2026")), encoding="utf-8")

    with pytest.raises(RulebookMisnamedError) as refusal:
        rulebook("khac")

    assert str(refusal.value) == "Tệp khac.yaml ghi mã «mau-2026»; hãy đặt tên tệp là mau-2026.yaml."


def test_a_rulebook_is_read_once_a_run():
    assert rulebook("cong-van-08-2023") is rulebook("cong-van-08-2023")


@pytest.mark.parametrize("book", rulebooks(), ids=lambda book: book.code)
def test_every_criterion_of_the_shelf_has_words_citation_and_papers(book):
    for section in (book.first_award, book.renewal or book.first_award):
        assert section.criteria
        for one in section.criteria:
            assert one.words
            assert one.citation.clause
            assert one.citation.document
    assert all(set(kinds) <= PAPERS.keys() for kinds in book.papers.values())
    assert book.papers.keys() <= FACTS.keys()
