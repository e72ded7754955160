"""Units: the list and the tree, one unit with its letterhead, and what whoever keeps them does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort
from flask_admin import expose
from sqlalchemy import ColumnElement, Row, Select, exists, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line
from admin.listing import Column, Filters, Kind, Listing
from admin.searching import containing
from admin.visitor import reading, unit, visitor
from admin.words import _
from khfund.calendar import format_day, today
from khfund.command import Answer, Command
from khfund.ledger.accounting_period import Book
from khfund.unit import LEVEL_NAMES, Level, Tree, Unit, enter_unit, find_unit, move_unit, rename_unit, tree_on
from khfund.unit.succession import KIND_NAMES, predecessors_of, successors_of


class UnitFilters(Filters):
    """By level."""

    level = Choice("Cấp", dict(LEVEL_NAMES), required=False)


class UnitForm(DeedForm):
    """A unit that is entered."""

    code = Line(
        "Mã", hint="Chữ và số viết liền, ví dụ SL; không đổi được về sau.", render_kw={"maxlength": 30}
    )
    name = Line("Tên", hint="Như in trên giấy tờ.", render_kw={"maxlength": 200})
    level = Choice("Cấp", dict(LEVEL_NAMES))
    parent = Choice("Đơn vị cấp trên", required=False)
    founded = Day("Ngày thành lập", required=False)
    parent_body = Line("Dòng trên tên đơn vị", required=False, hint="Ví dụ UBND TỈNH …")
    place = Line("Địa danh trước ngày tháng", required=False)
    address = Line("Địa chỉ", required=False)
    phone = Line("Điện thoại", required=False)
    tax_code = Line("Mã số thuế", required=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the units that exist."""
        self.parent.offer(_existing(session))


class NameForm(DeedForm):
    """Another name, from a day on."""

    name = Line("Tên mới", render_kw={"maxlength": 200})
    since = Day("Từ ngày", default=today)


class ParentForm(DeedForm):
    """Another unit above, from a day on."""

    parent = Choice("Đơn vị cấp trên mới")
    since = Day("Từ ngày", default=today)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the units that exist."""
        self.parent.offer(_existing(session))


class Units(Listing):
    """Every unit that one may see: one's own with all below it, or all."""

    looks = "staff.look"
    title = "Đơn vị"
    section = "Quản trị"
    address = "don-vi"
    columns = (
        Column("code", "Mã", link="units.one"),
        Column("name", "Tên"),
        Column("level", "Cấp", names=LEVEL_NAMES),
        Column("founded", "Từ", Kind.DAY),
        Column("ended", "Đến", Kind.DAY),
        Column("keeps", "Có sổ"),
    )
    filters = UnitFilters
    searches = "tên, mã"
    template = "unit/units.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the units within sight."""
        keeps = exists().where(Book.unit_id == Unit.id).label("keeps")
        columns: list[Any] = [Unit.code, Unit.name, Unit.level, Unit.founded, Unit.ended, keeps]
        return select(*columns).where(Unit.id.in_(_in_sight(session, unit)))

    def order(self) -> list[Any]:
        """By code."""
        return [Unit.code]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by name or code."""
        return containing(term, Unit.code, Unit.name)

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by level."""
        return query.where(Unit.level == filters.level.data) if filters.level.data else query

    def written(self, row: Row[Any]) -> Mapping[str, Any]:
        """Say whether there is a book."""
        said = dict(row._mapping)
        return said | {"keeps": bool(said["keeps"])}

    @expose("/cay")
    def tree(self) -> str:
        """Show the tree of today."""
        session = reading()
        tree, sight = tree_on(session, today()), _in_sight(session, unit())
        tops = [one for one in sight if tree.parents[one] not in sight]
        lines = [
            (len(tree.path(one)) - len(tree.path(top)), tree.units[one].code, tree.names[one])
            for top in sorted(tops, key=lambda one: tree.units[one].code)
            for one in tree.scope(top)
        ]
        return self.render("unit/tree.html", title=_("Cây đơn vị"), lines=lines)

    @expose("/<code>/")
    def one(self, code: str) -> str:
        """Show a unit: its letterhead, what is above and below, what was before and after."""
        return self.render("unit/unit.html", **self.looked_at(reading(), code))

    def looked_at(self, session: Session, code: str) -> dict[str, Any]:
        """A unit within sight with its relatives."""
        found = session.scalar(select(Unit).where(Unit.code == code))
        if found is None or found.id not in _in_sight(session, unit()):
            abort(404)
        tree = tree_on(session, today())
        return {
            "title": found.name,
            "shown": found,
            "level": _(LEVEL_NAMES[found.level]),
            "keeps": session.scalar(select(Book.opened).where(Book.unit_id == found.id)),
            "above": _name(tree, tree.parents[found.id]),
            "below": [(one.code, tree.names[one.id]) for one in tree.below(found.id)],
            "before": [
                (_(KIND_NAMES[one.kind]), _name(tree, one.predecessor_id), format_day(one.day))
                for one in predecessors_of(session, found.id)
            ],
            "after": [
                (_(KIND_NAMES[one.kind]), _name(tree, one.successor_id), format_day(one.day))
                for one in successors_of(session, found.id)
            ],
        }

    @deed(
        "/them",
        "unit.enter",
        UnitForm,
        "Thêm đơn vị",
        say="Đã thêm đơn vị {code} — {name}.",
        button="Thêm",
        back=".one",
        general=True,
        tries=True,
    )
    def enter(self, session: Session, command: Command, form: UnitForm) -> Answer:
        """Enter a unit."""
        parent = find_unit(session, form.parent.data) if form.parent.data else None
        facts = ("parent_body", "place", "address", "phone", "tax_code")
        given = {name: getattr(form, name).data for name in facts}
        made = enter_unit(
            session, command, form.code.data, form.name.data,
            level=Level(form.level.data), parent=parent, founded=form.founded.data, **given,
        )  # fmt: skip
        return {"unit": made.id, "code": made.code, "name": made.name}

    @deed(
        "/<code>/doi-ten",
        "unit.rename",
        NameForm,
        "Đổi tên đơn vị {code}",
        say="Từ {since}: {former} đổi tên thành {name}.",
        button="Đổi tên",
        template="unit/unit_deed.html",
        shows="looked_at",
        back=".one",
        general=True,
        tries=True,
    )
    def rename(self, session: Session, command: Command, form: NameForm, code: str) -> Answer:
        """Give a unit another name."""
        body = find_unit(session, code)
        fact = rename_unit(session, command, body, form.name.data, since=form.since.data)
        return {"code": code, "name": body.name, "former": fact.former, "since": form.since.data}

    @deed(
        "/<code>/chuyen",
        "unit.move",
        ParentForm,
        "Chuyển đơn vị {code} sang cấp trên khác",
        say="Từ {since}: {name} thuộc {parent}.",
        button="Chuyển",
        template="unit/unit_deed.html",
        shows="looked_at",
        back=".one",
        general=True,
        tries=True,
    )
    def move(self, session: Session, command: Command, form: ParentForm, code: str) -> Answer:
        """Put a unit under another one."""
        body, above = find_unit(session, code), find_unit(session, form.parent.data)
        move_unit(session, command, body, above, since=form.since.data)
        return {"code": code, "name": body.name, "parent": above.name, "since": form.since.data}


def _existing(session: Session) -> list[tuple[str, str]]:
    query = select(Unit.code, Unit.name).where(Unit.ended.is_(None)).order_by(Unit.code)
    return [(code, f"{code} – {name}") for code, name in session.execute(query)]


def _in_sight(session: Session, unit: Unit) -> set[int]:
    tree = tree_on(session, today())
    return set(tree.units) if visitor().may("staff.look", None) else set(tree.scope(unit.id, ended=True))


def _name(tree: Tree, number: int | None) -> str:
    return "" if number is None else f"{tree.units[number].code} – {tree.names[number]}"
