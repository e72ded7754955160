"""The rules of planned payments and budgets, each as a query that knows none of the verbs."""

from __future__ import annotations

from khfund.reports.rule import Rule

_LIVE = "NOT EXISTS (SELECT 1 FROM entry r WHERE r.corrects_id = s.entry_id AND r.correction = 'reversal')"

PLANNED_RULES = (
    Rule(
        "I7",
        "khoản dự chi {planned} đã ghi chi {paid:dong}, nhiều hơn {amount:dong} đã quyết định",
        "the planned payment {planned} was paid {paid:dong}, more than the {amount:dong} decided",
        "SELECT p.id AS planned, p.amount, CAST(SUM(s.amount) AS BIGINT) AS paid FROM planned_payment p "  # noqa: S608  our own words
        f"JOIN planned_settlement s ON s.planned_id = p.id WHERE {_LIVE} "
        "GROUP BY p.id, p.amount HAVING SUM(s.amount) > p.amount ORDER BY 1",
    ),
    Rule(
        "I7",
        "bút toán {entry} dùng {paid:dong} để chi các khoản dự chi của tài khoản {account}, quỹ {fund}, nhưng chỉ ghi {cost:dong}",
        "entry {entry} pays {paid:dong} of planned payments of account {account}, fund {fund}, but books only {cost:dong}",
        "SELECT u.entry, u.account, u.fund, u.paid, u.cost FROM (SELECT s.entry_id AS entry, p.account_id AS account, "
        "p.fund_id AS fund, CAST(SUM(s.amount) AS BIGINT) AS paid, CAST((SELECT COALESCE(SUM(o.amount), 0) FROM posting o "
        "WHERE o.entry_id = s.entry_id AND o.debit_id = p.account_id AND o.fund_id = p.fund_id) AS BIGINT) AS cost "
        "FROM planned_settlement s JOIN planned_payment p ON p.id = s.planned_id "
        "GROUP BY s.entry_id, p.account_id, p.fund_id) AS u WHERE u.paid > u.cost ORDER BY 1, 2, 3",
    ),
    Rule(
        "I7",
        "chứng từ nháp {voucher} đã ghi sổ nhưng chưa chi cho khoản dự chi {planned} đã nêu",
        "voucher draft {voucher} was posted and did not pay the planned payment {planned} that it names",
        "SELECT v.id AS voucher, n.planned_id AS planned FROM voucher_promise n JOIN voucher v ON v.id = n.voucher_id "
        "WHERE v.entry_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM planned_settlement s "
        "WHERE s.planned_id = n.planned_id AND s.entry_id = v.entry_id) ORDER BY 1",
    ),
    Rule(
        "I17",
        "dự toán năm {year} bản {version} do một người lập và duyệt, không có ngoại lệ",
        "the budget of {year}, version {version}, was drafted and approved by one person without an exception",
        "SELECT b.year, b.version FROM budget b JOIN budget_approval a ON a.budget_id = b.id "
        "WHERE a.approved_by = b.drafted_by AND NOT EXISTS (SELECT 1 FROM sole_officer_exception x "
        "WHERE x.unit_id = b.unit_id) ORDER BY 1, 2",
    ),
    Rule(
        "I17",
        "dự toán năm {year} có {count} bản, đánh số đến {last}",
        "the budget of {year} has {count} versions, numbered up to {last}",
        "SELECT year, COUNT(*) AS count, MAX(version) AS last FROM budget GROUP BY unit_id, year "
        "HAVING COUNT(*) <> MAX(version) OR MIN(version) <> 1 ORDER BY 1",
    ),
)  # fmt: skip
