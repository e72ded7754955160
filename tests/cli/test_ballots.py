"""`ballot` on the command line: a round scored from the rubric to the count."""

import pytest
from openpyxl import load_workbook

from tests.cli.shell import Shell
from tests.scholarships.rounds import a_round

RUBRIC = ("ballot", "rubric", "TSMT27", "--line", "hoc:Học lực:1:10", "--line", "canh:Hoàn cảnh:3:20")


@pytest.fixture
def scored(sqlite_database, capsys) -> Shell:
    """A screened round with a rubric of two criteria and two ballots a candidate."""
    made = a_round(sqlite_database).screened()
    shell = Shell(str(sqlite_database.url), None, capsys, made.office)
    shell.json(*RUBRIC, "--at-least", 2, by="chutich")
    return shell


def test_the_rubric_is_shown(scored):
    assert scored.json("ballot", "rubric", "TSMT27")["items"] == [
        {"key": "hoc", "weight": 1, "maximum": 10, "name": "Học lực"},
        {"key": "canh", "weight": 3, "maximum": 20, "name": "Hoàn cảnh"},
    ]


@pytest.mark.parametrize("line", ["hoc", "hoc:Học lực:1", "hoc:Học lực:một:10", "hoc:A:B:1:10"])
def test_a_line_of_a_rubric_that_cannot_be_read_is_refused(scored, line):
    said = scored("ballot", "rubric", "TSMT27", "--line", line, by="chutich")

    assert (said.code, said.err) == (
        2,
        f"«{line}» không đọc được; hãy ghi MÃ:TÊN:HỆ_SỐ:ĐIỂM_TỐI_ĐA, ví dụ hoc:Học lực:1:10.\n",
    )


def test_ballots_are_sealed_then_counted(scored, tmp_path):
    told = scored.json(
        "ballot", "cast", "TSMT27", "--nomination", 1, "--mark", "hoc=8", "--mark", "canh=15", by="uyvien1"
    )
    table = tmp_path / "phieu.csv"
    table.write_text("Đề nghị,hoc,canh\n1,10,20\n2,5,10\n3,0,0\n", encoding="utf-8")
    scored.json("ballot", "cast", "TSMT27", "--file", table, by="uyvien2")
    early = scored("--json", "ballot", "open", "TSMT27")
    status = scored.json("ballot", "status", "TSMT27")
    scored.json("ballot", "close", "TSMT27", "--reason", "Ủy viên Ba ốm", by="chutich")

    assert [len(one["seal"]) for one in told["ballots"]] == [64]
    assert early.rule == "ballots_sealed"
    assert (status["closed"], status["lacking"]) == (False, [2, 3])
    assert scored.json("ballot", "open", "TSMT27")["items"] == [
        {"nomination": "1", "hundredths": 8813, "points": "88,13"}
    ]
    each = scored.json("ballot", "open", "TSMT27", "--ballots")["items"]
    assert [(one["nomination"], one["points"], one["counts"], one["seal_holds"]) for one in each][:2] == [
        ("1", "76,25", True, True),
        ("1", "100,00", True, True),
    ]


def test_how_far_voting_is_tells_who_is_missing(scored):
    scored.json(
        "ballot", "cast", "TSMT27", "--nomination", 1, "--mark", "hoc=8", "--mark", "canh=15", by="uyvien1"
    )

    said = scored("ballot", "status", "TSMT27")

    assert "Ủy Viên Một" in said.out
    assert said.err == "3 em đủ điều kiện chưa đủ phiếu.\n"


def test_the_log_keeps_no_marks_of_a_sealed_ballot(scored, sqlite_database):
    scored.json(
        "ballot", "cast", "TSMT27", "--nomination", 1, "--mark", "hoc=8", "--mark", "canh=15", by="uyvien1"
    )

    with sqlite_database.reading() as session:
        (body,) = (
            session.connection()
            .exec_driver_sql("SELECT body FROM command WHERE kind = 'ballot.cast'")
            .scalars()
        )
        (answer,) = (
            session.connection()
            .exec_driver_sql(
                "SELECT l.answer FROM leaf l JOIN command c ON c.number = l.number WHERE c.kind = 'ballot.cast'"
            )
            .scalars()
        )

    assert "hoc" not in body + answer
    assert "canh" not in body + answer


@pytest.mark.parametrize("mark", ["hoc", "hoc=", "=8", "hoc=tám"])
def test_a_mark_that_cannot_be_read_is_refused(scored, mark):
    said = scored("ballot", "cast", "TSMT27", "--nomination", 1, "--mark", mark, by="uyvien1")

    assert (said.code, said.err) == (
        2,
        f"«{mark}» không đọc được; hãy ghi MÃ_TIÊU_CHÍ=ĐIỂM, ví dụ hoc=8.\n",
    )


def test_ballots_come_from_the_line_or_from_a_file(scored):
    said = scored("ballot", "cast", "TSMT27", by="uyvien1")

    assert said.code == 2
    assert "Hãy ghi --nomination và --mark, hoặc --file." in said.err


CAST = ("ballot", "cast", "TSMT27", "--nomination", 1, "--mark", "hoc=8", "--mark", "canh=15")
RELATION = (
    "ballot",
    "relation",
    "--recipient",
    1,
    "--kind",
    "kin",
    "--member",
    "uyvien1",
    "--note",
    "Được báo",
)


def test_a_relation_keeps_a_member_away_and_strikes_what_was_cast(scored):
    scored.json(*CAST, by="uyvien1")
    told = scored.json(*RELATION, by="uyvien2")
    again = scored("--json", *CAST, by="uyvien1")

    assert told["struck"] == [1]
    assert again.rule == "related_voter"
    (row,) = scored.json("ballot", "relation", by="chutich")["items"]
    assert (row["member"], row["declared_by"], row["kind_name"]) == (
        "Ủy Viên Một",
        "Ủy Viên Hai",
        "họ hàng trong phạm vi ba đời",
    )


def test_the_sheet_of_a_member_leaves_relatives_out(scored, tmp_path):
    scored.json(*RELATION, by="uyvien2")

    form = scored.json("ballot", "sheet", "TSMT27", "--out", tmp_path / "phieu.xlsx", by="uyvien1")

    assert (form["count"], form["recused"]) == (2, 1)
    assert load_workbook(tmp_path / "phieu.xlsx").active["A5"].value == 2


def test_the_sheet_is_for_whoever_acts(scored, tmp_path):
    said = scored("ballot", "sheet", "TSMT27", "--out", tmp_path / "phieu.xlsx", by="khong")

    assert said.code == 2
