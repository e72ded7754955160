"""The workbook in which a member scores: who stands in it, and that it is read back."""

import io

from openpyxl import load_workbook

from khfund.reports.ballot_form import ballot_form, workbook
from khfund.scholarships.ballot_sheet import read_marks
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.recusal import declare_relation
from khfund.scholarships.relation import RelationKind
from tests.scholarships.rounds import a_round


def form(made):
    return made.read(lambda s, r: ballot_form(s, r, made.members[0], "Ủy Viên Một"))


def test_a_form_names_who_is_eligible_but_no_relative(sqlite_database):
    made = a_round(sqlite_database).voting()
    made.do(
        "ballot.relation",
        lambda s, c, _r: declare_relation(
            s, c, made.members[0], s.get_one(Recipient, made.recipients[0]), RelationKind.KIN
        ),
        by=made.members[0],
    )

    told = form(made)

    assert [(one.nomination, one.name, one.categories) for one in told.rows] == [
        (made.nominations[1], "Lò Thị Mẫu B", "2"),
        (made.nominations[2], "Lò Thị Mẫu C", "1"),
    ]
    assert told.recused == 1


def test_a_form_that_was_filled_in_is_read_back(sqlite_database):
    made = a_round(sqlite_database).voting()
    told = form(made)
    book = load_workbook(io.BytesIO(workbook(told)))
    sheet = book.active
    assert [cell.value for cell in sheet[4]][-2:] == ["Học lực (0–10)", "Hoàn cảnh (0–20)"]
    sheet["F5"], sheet["G5"] = 8, 15
    sheet["F7"], sheet["G7"] = 0, 20
    filled = io.BytesIO()
    book.save(filled)

    assert read_marks(filled.getvalue(), "phieu.xlsx", told.rubric) == {
        made.nominations[0]: {"hoc": 8, "canh": 15},
        made.nominations[2]: {"hoc": 0, "canh": 20},
    }


def test_the_same_form_gives_the_same_bytes(sqlite_database):
    told = form(a_round(sqlite_database).voting())

    assert workbook(told) == workbook(told)
