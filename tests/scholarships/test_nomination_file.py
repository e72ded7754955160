"""Files that were taken in, by their content."""

import pytest

from khfund.command import contradictions
from khfund.errors import KhfundError
from khfund.scholarships.nomination_file import find_file, nomination_files
from tests.builders import tamper, write_by_hand
from tests.scholarships.nominating import ON, a_list, a_row, nominating


@pytest.fixture
def at(database):
    return nominating(database)


def test_a_file_is_kept_with_its_counts(at):
    read = a_list(a_row(1), a_row(2), a_row(3, "Giàng A Tủa", birth="31/02/2012"))
    at.take(read, accept_problems=True)

    (file,) = at.read(nomination_files)
    assert (file.file_name, file.sha256, file.received) == ("ds.xlsx", read.sha256, ON)
    assert (file.candidates, file.added, file.duplicates, file.left_out) == (2, 1, 1, 1)
    assert at.read(lambda s, r: find_file(s, r, at.units["MS"], read.sha256).id) == file.id
    assert at.read(lambda s, r: find_file(s, r, at.units["SM"], read.sha256)) is None


def test_a_file_is_changed_by_no_hand_and_the_log_vouches_for_it(at):
    at.take(a_list(a_row()))

    with pytest.raises(KhfundError):
        write_by_hand(at.office.database, "UPDATE nomination_file SET added = 2")

    tamper(at.office.database, "UPDATE nomination_file SET added = 2")
    assert at.read(lambda s, _r: [said.split(": ", 1)[1] for said in contradictions(s)]) == [
        "dòng của sổ nomination_file đã bị sửa, thêm hoặc bớt"
    ]
