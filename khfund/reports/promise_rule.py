"""The rules of pledges and dues, I31 and I32, as queries that know none of the verbs."""

from __future__ import annotations

from khfund.reports.rule import Rule

_TO_FUND = (
    "SELECT p.entry_id, p.fund_id FROM posting p JOIN account a ON a.id = p.credit_id "
    "WHERE a.role IN ('gifts', 'principal')"
)
_DUES = (
    "SELECT p.entry_id, "
    "CAST(SUM(CASE WHEN c.role = 'dues' THEN p.amount ELSE 0 END) AS BIGINT) AS own, "
    "CAST(SUM(CASE WHEN c.role IN ('inter_unit_payable', 'other_payable') THEN p.amount ELSE 0 END) AS BIGINT) AS passed "
    "FROM posting p JOIN account c ON c.id = p.credit_id GROUP BY p.entry_id"
)

PROMISE_RULES = (
    Rule(
        "I31",
        "khoản ủng hộ {donation} ghi là trả cam kết {pledge} nhưng không có tiền cho quỹ của cam kết đó",
        "donation {donation} is said to pay pledge {pledge} but holds no money for that pledge's fund",
        "SELECT y.donation_id AS donation, y.pledge_id AS pledge FROM pledge_payment y JOIN pledge g ON g.id = y.pledge_id "  # noqa: S608
        f"WHERE g.fund_id <> y.fund_id OR NOT EXISTS (SELECT 1 FROM ({_TO_FUND}) AS f WHERE f.entry_id = y.donation_id "
        "AND f.fund_id = y.fund_id) ORDER BY y.id",
    ),
    Rule(
        "I31",
        "khoản ủng hộ {donation} trả cam kết {pledge} trước ngày cam kết hoặc của đơn vị khác",
        "donation {donation} pays pledge {pledge} from before it was made, or of another unit",
        "SELECT y.donation_id AS donation, y.pledge_id AS pledge FROM pledge_payment y JOIN pledge g ON g.id = y.pledge_id "
        "JOIN donation d ON d.id = y.donation_id WHERE d.day < g.agreed OR d.unit_id <> g.unit_id ORDER BY y.id",
    ),
    Rule(
        "I31",
        "cam kết {pledge} còn thay đổi sau khi đã kết thúc",
        "pledge {pledge} changed after it had ended",
        "SELECT e.pledge_id AS pledge FROM pledge_event e JOIN pledge_event x ON x.pledge_id = e.pledge_id "
        "AND x.kind = 'ended' AND x.id < e.id GROUP BY e.pledge_id ORDER BY 1",
    ),
    Rule(
        "I31",
        "cam kết {pledge} không khớp với mã chuyển khoản {code} của nó",
        "pledge {pledge} does not agree with its transfer code {code}",
        "SELECT g.id AS pledge, g.code FROM pledge g JOIN transfer_code t ON t.code = g.code WHERE t.unit_id <> g.unit_id "
        "OR t.fund_id <> g.fund_id OR t.donor_id IS DISTINCT FROM g.donor_id "
        "OR t.campaign_id IS DISTINCT FROM g.campaign_id ORDER BY 1",
    ),
    Rule(
        "I32",
        "bút toán {entry} thu hội phí ghi {own:dong} để lại và {passed:dong} chuyển lên, sổ hội phí ghi {said:dong} và {up:dong}",
        "entry {entry} of dues books {own:dong} kept and {passed:dong} to pass up, the dues say {said:dong} and {up:dong}",
        "SELECT r.entry_id AS entry, COALESCE(s.own, 0) AS own, COALESCE(s.passed, 0) AS passed, r.own AS said, "  # noqa: S608
        f"r.passed AS up FROM dues_receipt r LEFT JOIN ({_DUES}) AS s ON s.entry_id = r.entry_id "
        "WHERE s.own IS DISTINCT FROM r.own OR s.passed IS DISTINCT FROM r.passed ORDER BY 1",
    ),
    Rule(
        "I32",
        "tỷ lệ chia hội phí của lệnh {command} cộng lại {total} %",
        "the shares of dues of command {command} add up to {total} %",
        "SELECT command_number AS command, CAST(SUM(percent) AS BIGINT) AS total FROM dues_share GROUP BY command_number "
        "HAVING SUM(percent) <> 100 ORDER BY 1",
    ),
    Rule(
        "I32",
        "chứng từ {voucher} chuyển hội phí ghi {amount:dong}, các dòng của nó cộng {lines:dong}",
        "voucher {voucher} passes dues of {amount:dong} up, its lines add up to {lines:dong}",
        "SELECT v.voucher_id AS voucher, v.amount, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) AS lines "
        "FROM dues_passing v LEFT JOIN voucher_line l ON l.voucher_id = v.voucher_id GROUP BY v.voucher_id, v.amount "
        "HAVING v.amount <> COALESCE(SUM(l.amount), 0) ORDER BY 1",
    ),
    Rule(
        "I32",
        "hội phí năm {year} đã chuyển hoặc đang chuyển lên {gone:dong}, nhiều hơn {owed:dong} phải chuyển",
        "of the dues of {year} {gone:dong} went or go up, more than the {owed:dong} owed",
        "SELECT g.year, g.gone, COALESCE(o.owed, 0) AS owed FROM (SELECT d.unit_id, d.year, CAST(SUM(d.amount) AS BIGINT) "
        "AS gone FROM dues_passing d JOIN voucher v ON v.id = d.voucher_id WHERE v.state <> 'cancelled' AND NOT EXISTS "
        "(SELECT 1 FROM entry r WHERE r.corrects_id = v.entry_id AND r.correction = 'reversal') GROUP BY d.unit_id, d.year) "
        "AS g LEFT JOIN (SELECT r.unit_id, r.year, CAST(SUM(r.passed) AS BIGINT) AS owed FROM dues_receipt r "
        "GROUP BY r.unit_id, r.year) AS o ON o.unit_id = g.unit_id AND o.year = g.year "
        "WHERE g.gone > COALESCE(o.owed, 0) ORDER BY 1",
    ),
)
