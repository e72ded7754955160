"""The rules of kept returns, I35, each as a query that knows none of the verbs."""

from __future__ import annotations

from khfund.reports.rule import Rule
from khfund.returns.form import EDITIONS


def _cells_of(mark: str) -> str:
    """The cells of an edition as a list of SQL; our own words."""
    edition = next(one for one in EDITIONS.values.values() if one.mark == mark)
    return "(" + ", ".join(f"'{row}.{measure}'" for row, measure in sorted(edition.places)) + ")"


_MARKS = [edition.mark for edition in EDITIONS.values.values()]
_STRAY = " OR ".join(
    f"(r.edition = '{mark}' AND c.row || '.' || c.measure NOT IN {_cells_of(mark)})" for mark in _MARKS
)
_SINCE = sorted((since.isoformat(), edition.mark) for since, edition in EDITIONS.values.items())
_RIGHT = "CASE " + " ".join(
    f"WHEN CAST(r.last AS TEXT) >= '{since}' THEN '{mark}'" for since, mark in reversed(_SINCE)
) + " ELSE '' END"  # fmt: skip
_QUARTERS = ("01-01..03-31", "04-01..06-30", "07-01..09-30", "10-01..12-31", "01-01..12-31")
_PERIODS = "(" + ", ".join(f"'{one}'" for one in _QUARTERS) + ")"

RETURN_RULES = (
    Rule(
        "I35",
        "báo cáo của đơn vị {unit} kỳ {first}–{last} có {count} bản, từ bản {lowest} đến bản {highest}",
        "the return of unit {unit} for {first}–{last} has {count} versions, from {lowest} to {highest}",
        "SELECT u.code AS unit, CAST(r.first AS TEXT) AS first, CAST(r.last AS TEXT) AS last, COUNT(*) AS count, "
        "MIN(r.version) AS lowest, MAX(r.version) AS highest FROM unit_return r JOIN unit u ON u.id = r.unit_id "
        "GROUP BY u.code, r.first, r.last HAVING MIN(r.version) <> 1 OR MAX(r.version) <> COUNT(*) ORDER BY 1, 2, 3",
    ),
    Rule(
        "I35",
        "ô {cell} của báo cáo {number} không thuộc biểu mẫu {edition}",
        "the cell {cell} of return {number} does not belong to the form {edition}",
        "SELECT c.row || '.' || c.measure AS cell, r.id AS number, r.edition FROM return_cell c "  # noqa: S608
        f"JOIN unit_return r ON r.id = c.return_id WHERE {_STRAY} ORDER BY 2, 1",
    ),
    Rule(
        "I35",
        "báo cáo {number} dùng biểu mẫu {edition}, kỳ của nó dùng {right}",
        "return {number} is on the form {edition}, its period takes {right}",
        f"SELECT r.id AS number, r.edition, {_RIGHT} AS right FROM unit_return r "  # noqa: S608
        f"WHERE r.edition <> {_RIGHT} ORDER BY 1",
    ),
    Rule(
        "I35",
        "báo cáo {number} về {first}–{last}, không phải một quý hay một năm",
        "return {number} is about {first}–{last}, neither a quarter nor a year",
        "SELECT r.id AS number, CAST(r.first AS TEXT) AS first, CAST(r.last AS TEXT) AS last FROM unit_return r "  # noqa: S608
        "WHERE substr(CAST(r.first AS TEXT), 1, 4) <> substr(CAST(r.last AS TEXT), 1, 4) OR "
        "substr(CAST(r.first AS TEXT), 6) || '..' || substr(CAST(r.last AS TEXT), 6) "
        f"NOT IN {_PERIODS} ORDER BY 1",
    ),
    Rule(
        "I35",
        "báo cáo {number} không có số liệu nào, hoặc có số âm",
        "return {number} has no figure, or a negative one",
        "SELECT r.id AS number FROM unit_return r WHERE NOT EXISTS (SELECT 1 FROM return_cell c WHERE c.return_id = r.id) "
        "OR EXISTS (SELECT 1 FROM return_cell c WHERE c.return_id = r.id AND c.value < 0) ORDER BY 1",
    ),
)
