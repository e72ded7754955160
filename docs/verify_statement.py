"""Cộng lại báo cáo công khai. Recompute a public statement from its entries.

    python3 verify_statement.py FOLDER

Needs Python 3.9 and nothing else, and knows nothing of khfund: every total is added up again from openings.csv and
entries.csv, and compared with the tables in CSV and with statement.json. Exit code 0: all agree; 1: something differs;
2: the folder cannot be read.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
Sums = dict[str, dict[Any, list[int]]]

ASSETS = {
    "cash",
    "bank",
    "term_deposit",
    "accrued_interest",
    "receivable",
    "advance",
    "goods",
    "inter_unit_receivable",
}
DEBTS = {"inter_unit_payable", "unidentified", "pass_through", "scholarships_payable", "other_payable"}
HELD = ASSETS | DEBTS
GIFTS = {"gifts", "principal", "gifts_in_kind"}
USED = {"scholarships", "goods_handed_over", "management"}
MEANS = {"cash": "cash", "bank": "transfer", "unidentified": "transfer", "goods": "in_kind"}


class Figures(defaultdict[Any, list[int]]):
    """As many figures as a table has, all 0 at first."""

    def __init__(self, size: int) -> None:
        super().__init__(lambda: [0] * size)


def rows(folder: Path, name: str) -> list[Row]:
    """The rows of a table; the apostrophe that keeps spreadsheets from calculating is taken off."""
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return [
            {key: cell[1:] if cell[:2] in {"'=", "'+", "'-", "'@"} else cell for key, cell in row.items()}
            for row in csv.DictReader(file)
        ]


def section(entry: Row, role: str) -> str:
    """What an entry did to its fund: balances brought in, money moved between funds, used or received."""
    if entry["opening"] == "1" or role == "spendable":
        return "brought"
    if role == "interfund":
        return "transferred"
    return "used" if role in USED else "received"


def add_up(openings: Iterable[Row], entries: Iterable[Row]) -> Sums:
    """Add everything up: {table: {key: [figures]}}."""
    sums: Sums = {name: Figures(size) for name, size in SIZES.items()}
    for one in openings:
        balance = int(one["balance"])
        if one["role"] in HELD:
            sums["funds"][one["fund"]][0] += balance
            sums["funds"][one["fund"]][5] += balance
            sums["holdings"][one["role"], one["account"]][0] += balance
            sums["holdings"][one["role"], one["account"]][1] += balance
        if one["role"] in {"unidentified", "pass_through"}:
            sums["waiting"][one["role"]][0] -= balance
    for entry in entries:
        add(sums, entry)
    for figures in sums["waiting"].values():
        figures[3] = figures[0] + figures[1] - figures[2]
    return sums


SIZES = {"funds": 6, "received": 3, "used": 3, "holdings": 2, "months": 2, "waiting": 4, "givers": 3}
PLACES = {"received": 1, "used": 2, "transferred": 3, "brought": 4}


def add(sums: Sums, entry: Row) -> None:
    """Add one posting."""
    amount, fund = int(entry["amount"]), entry["fund"]
    for side, sign in (("debit", 1), ("credit", -1)):
        role = entry[f"{side}_role"]
        if role in HELD:
            sums["funds"][fund][5] += sign * amount
            sums["holdings"][role, entry[side]][1] += sign * amount
        if role in {"unidentified", "pass_through"}:
            sums["waiting"][role][1 if side == "credit" else 2] += amount
    if (entry["debit_role"] in HELD) == (entry["credit_role"] in HELD):
        return
    own, other = ("credit", "debit") if entry["debit_role"] in HELD else ("debit", "credit")
    role = entry[f"{own}_role"]
    what = section(entry, role)
    moved = amount if (own == "debit") == (what == "used") else -amount
    sums["funds"][fund][PLACES[what]] += moved
    spread = [moved, 0, moved] if moved > 0 else [0, -moved, moved]
    month = entry["day"][:4] + entry["day"][5:7]
    if what == "received":
        means = "in_kind" if role == "gifts_in_kind" else MEANS.get(entry[f"{other}_role"], "other")
        grow(sums["received"][fund, role, means, entry[own]], spread)
        grow(sums["months"][month], [moved, 0])
        if entry["giver"]:
            grow(sums["givers"][entry["giver"]], spread)
    elif what == "used":
        grow(sums["used"][fund, role, entry[own]], spread)
        grow(sums["months"][month], [0, moved])


def grow(figures: list[int], more: list[int]) -> None:
    """Add figure by figure."""
    for place, amount in enumerate(more):
        figures[place] += amount


KEYS = {
    "funds": (("fund",), ("opening", "received", "used", "transferred", "brought", "closing")),
    "received": (("fund", "kind", "means", "account"), ("gross", "returned", "net")),
    "used": (("fund", "nature", "account"), ("gross", "returned", "net")),
    "holdings": (("role", "account"), ("opening", "closing")),
    "months": (("month",), ("received", "used")),
    "waiting": (("role",), ("opening", "came", "left", "closing")),
    "givers": (("giver",), ("given", "returned", "net")),
}


def totals(sums: Sums) -> dict[str, int]:
    """The lines of totals.csv."""
    funds = list(sums["funds"].values())
    opening, received, used, moved, brought, closing = (
        sum(line[place] for line in funds) for place in range(6)
    )
    held = sum(line[1] for line in sums["holdings"].values())
    gifts = sum(line[2] for key, line in sums["received"].items() if key[1] in GIFTS)
    listed = sum(line[2] for line in sums["givers"].values())
    return {
        "opening": opening, "received": received, "used": used, "transferred": moved, "brought": brought,
        "closing": closing, "difference": opening + received - used + moved + brought - closing, "held": held,
        "held_difference": closing - held, "gifts": gifts, "gifts_listed": listed, "gifts_unlisted": gifts - listed,
    }  # fmt: skip


def compare(name: str, printed: Iterable[Row], own: dict[Any, list[int]]) -> Iterator[str]:
    """Differences between a printed table and ours; lines of nothing but 0 may be left out of either."""
    keys, figures = KEYS[name]
    shown: dict[Any, list[int]] = {}
    for row in printed:
        key = tuple(str(row[part]) for part in keys)
        shown[key if len(keys) > 1 else key[0]] = [int(row[part]) for part in figures]
    for key in sorted(set(shown) | set(own), key=str):
        ours, theirs = own.get(key, [0] * len(figures)), shown.get(key, [0] * len(figures))
        if ours != theirs:
            yield f"{name} {key}: báo cáo ghi {theirs}, cộng lại được {ours}"


# -- goods, and what only passes through ------------------------------------------------------------------------------

PARTS = {
    "gift": "received",
    "held": "received",
    "purchase": "bought",
    "handed_over": "handed",
    "passed_on": "handed",
}


def moved(moves: Iterable[Row], entries: Iterable[Row], role: str, came: str, left: str) -> Iterator[str]:
    """Entries whose movements are worth something else than the entry moves on the accounts of `role`."""
    sums: defaultdict[Any, int] = defaultdict(int)
    for move in moves:
        sums[str(move["entry"]), move["fund"]] += int(move[came]) - int(move[left])
    sign = 1 if role == "goods" else -1
    undone = {str(entry["entry"]) for entry in entries if str(entry["opening"]) == "1"}
    for entry in entries:
        key = (str(entry["entry"]), entry["fund"])
        if key[0] not in undone:
            sums[key] -= (
                sign * int(entry["amount"]) * ((entry["debit_role"] == role) - (entry["credit_role"] == role))
            )
    for key, difference in sorted(sums.items()):
        if difference:
            yield f"bút toán {key[0]}, quỹ {key[1]}: chi tiết «{role}» lệch {difference} so với bút toán"


def goods_lines(printed: Iterable[Row], moves: Iterable[Row]) -> Iterator[str]:
    """Lines of goods that do not follow from their opening and the movements, in number or in value."""
    sums: defaultdict[Any, int] = defaultdict(int)
    for move in moves:
        key, part = (move["fund"], move["programme"], move["item"]), PARTS.get(move["kind"], "counted")
        sign = -1 if part == "handed" else 1
        for figure in ("quantity", "value"):
            sums[(*key, part, figure)] += sign * (int(move[f"{figure}_in"]) - int(move[f"{figure}_out"]))
    for line in printed:
        key = (line["fund"], line["programme"], line["item"])
        for figure, suffix in (("quantity", "_quantity"), ("value", "")):
            shown = {
                part: int(line[part + suffix])
                for part in ("opening", "received", "bought", "handed", "counted", "closing")
            }
            for part in ("received", "bought", "handed", "counted"):
                if shown[part] != sums.pop((*key, part, figure), 0):
                    yield f"goods {key}: {part} ({figure}) không bằng tổng các lần nhập, xuất"
            end = shown["opening"] + shown["received"] + shown["bought"] - shown["handed"] + shown["counted"]
            if shown["closing"] != end:
                yield f"goods {key}: cuối kỳ ({figure}) ghi {shown['closing']}, cộng lại được {end}"
    yield from (f"goods {key}: thiếu dòng" for key, amount in sorted(sums.items()) if amount)


def passing_lines(printed: Iterable[Row], moves: Iterable[Row]) -> Iterator[str]:
    """Programmes whose line does not follow from its opening and what came and left."""
    sums: defaultdict[Any, int] = defaultdict(int)
    for move in moves:
        for part in ("came", "left"):
            sums[move["programme"], move["means"], part] += int(move[part])
    for line in printed:
        key = (line["programme"], line["means"])
        for part in ("came", "left"):
            if int(line[part]) != sums.pop((*key, part), 0):
                yield f"passing {key}: {part} không bằng tổng các bút toán"
        end = int(line["opening"]) + int(line["came"]) - int(line["left"])
        if int(line["closing"]) != end:
            yield f"passing {key}: còn lại ghi {line['closing']}, cộng lại được {end}"
    yield from (f"passing {key}: thiếu dòng" for key, amount in sorted(sums.items()) if amount)


# -- who received -----------------------------------------------------------------------------------------------------


def shares(lines: Iterable[Row], key: str) -> dict[str, list[int]]:
    """Awards, payments, persons and đồng by a column of the list of recipients."""
    sums: dict[str, list[int]] = {}
    persons: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        name = line[key] if key else ""
        grow(
            sums.setdefault(name, [0, 0, 0, 0]),
            [int(line["awards"]), int(line["payments"]), 0, int(line["amount"])],
        )
        persons[name].add(line["recipient"])
    for name, found in persons.items():
        sums[name][2] = len(found)
    return sums


def recipient_lines(table: Any, sums: Sums) -> Iterator[str]:
    """What does not follow from the list of recipients, or does not agree with the cost in the books."""
    listed = table("recipients")
    for name, key in (("awards_by_programme", "programme"), ("awards_by_unit", "unit")):
        printed = {
            row[key]: [int(row[part]) for part in ("awards", "payments", "persons", "amount")]
            for row in table(name)
        }
        if printed != shares(listed, key):
            yield f"{name}: không bằng tổng các dòng của danh sách người nhận"
    whole = shares(listed, "").get("", [0, 0, 0, 0])
    counts = {row["item"]: int(row["count"]) for row in table("award_counts")}
    if [counts["awards"], counts["payments"], counts["persons"]] != whole[:3]:
        yield f"award_counts: báo cáo ghi {counts}, đếm lại được {whole[:3]}"
    if counts["named"] + counts["coded"] != counts["persons"]:
        yield "award_counts: người nêu tên và người ghi bằng mã cộng lại không bằng số người"
    used = sum(line[2] for key, line in sums["used"].items() if key[1] == "scholarships")
    owed = sum(
        line[0] - line[1] for key, line in sums["holdings"].items() if key[0] == "scholarships_payable"
    )
    ours = {"used": used, "listed": whole[3], "owed": owed, "unlisted": used - whole[3] - owed}
    printed_totals = {row["item"]: int(row["amount"]) for row in table("award_totals")}
    if printed_totals != ours:
        yield f"award_totals: báo cáo ghi {printed_totals}, cộng lại được {ours}"
    yield from need_lines(table("award_categories"))


def need_lines(printed: Iterable[Row]) -> Iterator[str]:
    """Counts by need whose two tables, with what is not hidden, do not add up to the count of all."""
    sums: defaultdict[Any, int] = defaultdict(int)
    open_all: dict[str, int] = {}
    hidden = set()
    for row in printed:
        if str(row["hidden"]) == "1":
            hidden.add((row["table"], row["category"]))
        elif row["table"] == "all":
            open_all[row["category"]] = int(row["awards"])
        else:
            sums[row["table"], row["category"]] += int(row["awards"])
    for category, count in sorted(open_all.items()):
        for name in ("programme", "unit"):
            found = sums[name, category]
            if found > count or (found != count and (name, category) not in hidden):
                yield f"award_categories: diện {category}, bảng {name} cộng được {found}, tất cả ghi {count}"


def differences(folder: Path) -> Iterator[str]:
    """Everything that does not agree."""
    document = json.loads((folder / "statement.json").read_text(encoding="utf-8"))
    sums = add_up(rows(folder, "openings"), rows(folder, "entries"))
    for source, table in (
        ("csv", lambda name: rows(folder, name)),
        ("json", lambda name: document["tables"][name]),
    ):
        for name in KEYS:
            for found in compare(name, table(name), sums[name]):
                yield f"[{source}] {found}"
        goods, passing = table("goods_moves"), table("passing_moves")
        found_apart = [
            *moved(goods, table("entries"), "goods", "value_in", "value_out"),
            *moved(passing, table("entries"), "pass_through", "came", "left"),
            *goods_lines(table("goods"), goods),
            *passing_lines(table("passing"), passing),
            *recipient_lines(table, sums),
        ]
        yield from (f"[{source}] {found}" for found in found_apart)
        printed = {row["item"]: int(row["amount"]) for row in table("totals")}
        ours = totals(sums)
        for item in sorted(set(printed) | set(ours)):
            if printed.get(item) != ours.get(item):
                yield f"[{source}] totals {item}: báo cáo ghi {printed.get(item)}, cộng lại được {ours.get(item)}"
    for item in ("difference", "held_difference"):
        if totals(sums)[item]:
            yield f"chênh lệch «{item}» khác 0: {totals(sums)[item]}"
    for line in (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines():
        digest, _, name = line.partition("  ")
        if hashlib.sha256((folder / Path(name).name).read_bytes()).hexdigest() != digest:
            yield f"tệp {name} đã bị đổi sau khi công bố"


def main() -> int:
    """Check the folder named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("Cách dùng: python3 verify_statement.py THƯ_MỤC")
    folder = Path(sys.argv[1])
    try:
        found = list(differences(folder))
        count = len(rows(folder, "entries"))
    except (OSError, ValueError, KeyError, TypeError) as failure:
        print(f"Không đọc được báo cáo trong {folder}: {failure!r}", file=sys.stderr)
        return 2
    for line in found:
        print(f"KHÔNG KHỚP: {line}")
    if not found:
        print(f"KHỚP: {count} dòng bút toán cộng lại đúng mọi số liệu của báo cáo, đến từng đồng.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
