"""The rules of goods (I26) and of what only passes through (I27), each as a query that knows none of the verbs."""

from __future__ import annotations

from khfund.reports.rule import Rule

_NOT_OPENING = (
    "LEFT JOIN entry o ON o.id = e.corrects_id "
    "WHERE e.correction IS DISTINCT FROM 'opening' AND o.correction IS DISTINCT FROM 'opening'"
)
_BOOKED = (
    "SELECT p.entry_id, p.fund_id, CASE WHEN d.role = 'goods' THEN p.amount ELSE 0 END "
    "- CASE WHEN c.role = 'goods' THEN p.amount ELSE 0 END AS booked, 0 AS moved FROM posting p "
    "JOIN account d ON d.id = p.debit_id JOIN account c ON c.id = p.credit_id JOIN entry e ON e.id = p.entry_id "
    "LEFT JOIN entry o ON o.id = e.corrects_id WHERE (d.role = 'goods' OR c.role = 'goods') "
    "AND ((e.correction IS DISTINCT FROM 'opening' AND o.correction IS DISTINCT FROM 'opening') OR EXISTS "
    "(SELECT 1 FROM stock_movement m WHERE m.entry_id = e.id AND m.fund_id = p.fund_id)) "
    "UNION ALL SELECT entry_id, fund_id, 0, value_in - value_out FROM stock_movement WHERE entry_id IS NOT NULL"
)
_DAYS = (
    "SELECT item_id, place_id, fund_id, programme_id, day, CAST(SUM(quantity) OVER pile AS BIGINT) AS quantity, "
    "CAST(SUM(value) OVER pile AS BIGINT) AS value FROM (SELECT item_id, place_id, fund_id, programme_id, day, "
    "SUM(quantity_in - quantity_out) AS quantity, SUM(value_in - value_out) AS value FROM stock_movement "
    "GROUP BY item_id, place_id, fund_id, programme_id, day) AS moved "
    "WINDOW pile AS (PARTITION BY item_id, place_id, fund_id, programme_id ORDER BY day)"
)
_OWED = (
    "SELECT p.entry_id, e.day, p.fund_id, COALESCE(l.programme_id, k.programme_id) AS programme_id, "  # noqa: S608
    "CASE WHEN c.role = 'pass_through' THEN p.amount ELSE 0 END "
    "- CASE WHEN d.role = 'pass_through' THEN p.amount ELSE 0 END AS amount FROM posting p "
    "JOIN account d ON d.id = p.debit_id JOIN account c ON c.id = p.credit_id JOIN entry e ON e.id = p.entry_id "
    "LEFT JOIN pass_through_entry l ON l.entry_id = e.id LEFT JOIN pass_through_entry k ON k.entry_id = e.corrects_id "
    f"{_NOT_OPENING} AND (d.role = 'pass_through' OR c.role = 'pass_through')"
)
_HELD = (
    "SELECT programme_id, day, CAST(SUM(SUM(owed)) OVER days AS BIGINT) AS owed, "  # noqa: S608
    f"CAST(SUM(SUM(goods)) OVER days AS BIGINT) AS goods FROM (SELECT programme_id, day, amount AS owed, 0 AS goods "
    f"FROM ({_OWED}) AS owing UNION ALL SELECT programme_id, day, 0, value_in - value_out FROM stock_movement) AS all_moves "
    "WHERE programme_id IS NOT NULL GROUP BY programme_id, day WINDOW days AS (PARTITION BY programme_id ORDER BY day)"
)

GOODS_RULES = (
    Rule(
        "I26",
        "bút toán {entry} ghi {booked:dong} trên tài khoản hiện vật, kho ghi {moved:dong}",
        "entry {entry} books {booked:dong} on the accounts of goods, the stock says {moved:dong}",
        "SELECT entry_id AS entry, CAST(SUM(booked) AS BIGINT) AS booked, CAST(SUM(moved) AS BIGINT) AS moved "  # noqa: S608
        f"FROM ({_BOOKED}) AS lines GROUP BY entry_id, fund_id HAVING SUM(booked) <> SUM(moved) ORDER BY 1",
    ),
    Rule(
        "I26",
        "kho {place}, mặt hàng {item}: ngày {day} có {quantity:so} trị giá {value:dong}",
        "place {place}, goods {item}: on {day} there are {quantity:so} worth {value:dong}",
        "SELECT w.code AS place, i.code AS item, CAST(h.day AS TEXT) AS day, h.quantity, h.value "  # noqa: S608
        f"FROM ({_DAYS}) AS h JOIN storage_place w ON w.id = h.place_id JOIN goods_item i ON i.id = h.item_id "
        "WHERE h.quantity < 0 OR h.value < h.quantity OR (h.quantity = 0 AND h.value <> 0) ORDER BY 1, 2, 3",
    ),
    Rule(
        "I26",
        "lệnh {command} chuyển kho mà bên xuất và bên nhập khác nhau",
        "command {command} moves goods between places, but what left and what came differ",
        "SELECT command_number AS command FROM stock_movement WHERE kind = 'moved' "
        "GROUP BY command_number, day, item_id, fund_id, programme_id "
        "HAVING SUM(quantity_in - quantity_out) <> 0 OR SUM(value_in - value_out) <> 0 ORDER BY 1",
    ),
    Rule(
        "I26",
        "dòng nhập kho {movement} không khớp với đơn giá và cách định giá của nó",
        "the goods that came in by movement {movement} do not agree with their unit value",
        "SELECT m.id AS movement FROM stock_movement m LEFT JOIN goods_line g ON g.movement_id = m.id "
        "WHERE (m.kind IN ('opening', 'gift', 'purchase', 'held') AND m.quantity_in > 0) <> (g.movement_id IS NOT NULL) "
        "OR g.unit_value * m.quantity_in <> m.value_in ORDER BY 1",
    ),
    Rule(
        "I26",
        "khoản ủng hộ bằng hiện vật {donation} ghi {amount:dong}, hàng nhập kho trị giá {stored:dong}",
        "gift in kind {donation} says {amount:dong}, its goods are worth {stored:dong}",
        "SELECT d.id AS donation, d.amount, CAST(COALESCE(SUM(m.value_in), 0) AS BIGINT) AS stored FROM donation d "
        "LEFT JOIN stock_movement m ON m.entry_id = d.id AND m.kind = 'gift' GROUP BY d.id, d.amount, d.way "
        "HAVING (d.way = 'goods' AND d.amount <> COALESCE(SUM(m.value_in), 0)) "
        "OR (d.way <> 'goods' AND COUNT(m.id) > 0) ORDER BY 1",
    ),
    Rule(
        "I26",
        "danh sách trao hiện vật {list} không khớp với hàng đã xuất",
        "the hand-over list {list} does not agree with the goods that left",
        "SELECT s.hand_over_id AS list FROM (SELECT l.hand_over_id, l.item_id, l.quantity, 0 AS gone FROM hand_over_line l "
        "JOIN hand_over h ON h.id = l.hand_over_id AND h.state = 'delivered' UNION ALL "
        "SELECT h.id, m.item_id, 0, m.quantity_out FROM hand_over h JOIN stock_movement m ON m.entry_id = h.entry_id) AS s "
        "GROUP BY s.hand_over_id, s.item_id HAVING SUM(s.quantity) <> SUM(s.gone) ORDER BY 1",
    ),
    Rule(
        "I17",
        "danh sách trao hiện vật {list} do một người vừa lập vừa duyệt, hoặc vừa duyệt vừa trao",
        "the hand-over list {list} was drafted and approved, or approved and handed over, by one person",
        "SELECT h.id AS list FROM hand_over h WHERE (h.state IN ('approved', 'delivered') AND h.approved_by IS NULL) "
        "OR ((h.drafted_by = h.approved_by OR h.approved_by = h.delivered_by) "
        "AND NOT EXISTS (SELECT 1 FROM sole_officer_exception x WHERE x.unit_id = h.unit_id)) ORDER BY 1",
    ),
    Rule(
        "I27",
        "bút toán {entry} trên tài khoản chuyển trao không thuộc chương trình nào của quỹ ấy",
        "entry {entry} moves money that passes through, but belongs to no programme of that fund",
        f"SELECT s.entry_id AS entry FROM ({_OWED}) AS s LEFT JOIN pass_through t ON t.id = s.programme_id "  # noqa: S608
        "WHERE t.fund_id IS DISTINCT FROM s.fund_id GROUP BY s.entry_id ORDER BY 1",
    ),
    Rule(
        "I27",
        "chương trình chuyển trao {programme} ngày {day} giữ {owed:dong}, trong đó hàng trị giá {goods:dong}",
        "the pass-through programme {programme} holds {owed:dong} on {day}, of that goods worth {goods:dong}",
        "SELECT t.code AS programme, CAST(h.day AS TEXT) AS day, h.owed, h.goods "  # noqa: S608
        f"FROM ({_HELD}) AS h JOIN pass_through t ON t.id = h.programme_id WHERE h.owed < h.goods OR h.goods < 0 "
        "OR (h.day >= t.closed AND h.owed <> 0) ORDER BY 1, 2",
    ),
)  # fmt: skip
