"""Goods: what kinds of things are given in kind, how they are counted, and in which places they are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.db import Base, Whole, never_changes
from khfund.errors import KhfundError
from khfund.vietnamese import clean

if TYPE_CHECKING:
    from khfund.command import Command


class ItemUnknownError(KhfundError):
    """A kind of goods is known in its unit by its code."""

    message = "Đơn vị không có mặt hàng mã «{code}»; xem bằng `khfund goods list` hoặc thêm bằng `khfund goods item-add`."
    english = "The unit has no goods with the code «{code}»; see `khfund goods list` or add it by `khfund goods item-add`."


class StoragePlaceUnknownError(KhfundError):
    """A place where goods are kept is known in its unit by its code."""

    message = "Đơn vị không có kho mã «{code}»; xem bằng `khfund goods list` hoặc thêm bằng `khfund goods place-add`."
    english = "The unit has no storage place with the code «{code}»; see `khfund goods list` or add it by `khfund goods place-add`."


class GoodsCodeTakenError(KhfundError):
    """A code stands once among a unit's goods, and once among its places."""

    message = "Mã «{code}» đã có; hãy chọn mã khác."
    english = "The code «{code}» is taken; choose another one."


class GoodsNameUnfitError(KhfundError):
    """Goods and places have a code of letters and digits and a name; goods also say in what they are counted."""

    message = "Mặt hàng hoặc kho «{code}» chưa ghi đủ: mã gồm chữ không dấu và chữ số (tối đa 20), tên và đơn vị tính không để trống."
    english = "The goods or place «{code}» is not complete: a code of plain letters and digits (at most 20), a name, and what it is counted in."


_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,19}")


class Item(Base):
    """A kind of goods; `measure` is what it is counted in: chiếc, suất, hộp."""

    __tablename__ = "goods_item"
    __table_args__ = (UniqueConstraint("unit_id", "code"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    measure: Mapped[str] = mapped_column(String(30))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


class StoragePlace(Base):
    """A place where goods are kept (kho)."""

    __tablename__ = "storage_place"
    __table_args__ = (UniqueConstraint("unit_id", "code"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(300))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


never_changes("goods_item")
never_changes("storage_place")


@witnesses("goods_item")
def _items_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(Item).order_by(Item.command_number, Item.id)):
        yield one.command_number, *_item_said(one)


@witnesses("storage_place")
def _places_written(session: Session) -> Iterator[tuple[int, str, str]]:
    for one in session.scalars(select(StoragePlace).order_by(StoragePlace.command_number, StoragePlace.id)):
        yield one.command_number, *_place_said(one)


def _item_said(one: Item) -> tuple[str, str]:
    return f"{one.id}|{one.unit_id}|{one.code}", f"{one.name}|{one.measure}"


def _place_said(one: StoragePlace) -> tuple[str, str]:
    return f"{one.id}|{one.unit_id}|{one.code}", f"{one.name}|{one.address}"


def add_item(session: Session, command: Command, code: str, name: str, measure: str) -> Item:
    """Add a kind of goods to the command's unit; it never changes, so that old papers keep their meaning.

    Raises: GoodsNameUnfitError, GoodsCodeTakenError.
    """
    code, name, measure = clean(code), clean(name), clean(measure)
    if not (_CODE.fullmatch(code) and name and measure):
        raise GoodsNameUnfitError(code=code)
    if session.scalar(select(Item.id).where(Item.unit_id == command.unit, Item.code == code)) is not None:
        raise GoodsCodeTakenError(code=code)
    item = Item(unit_id=command.unit, code=code, name=name, measure=measure, command_number=command.number)
    session.add(item)
    session.flush()
    command.witness("goods_item", *_item_said(item))
    return item


def add_place(session: Session, command: Command, code: str, name: str, address: str = "") -> StoragePlace:
    """Add a place where the command's unit keeps goods; it never changes.

    Raises: GoodsNameUnfitError, GoodsCodeTakenError.
    """
    code, name = clean(code), clean(name)
    if not (_CODE.fullmatch(code) and name):
        raise GoodsNameUnfitError(code=code)
    taken = select(StoragePlace.id).where(StoragePlace.unit_id == command.unit, StoragePlace.code == code)
    if session.scalar(taken) is not None:
        raise GoodsCodeTakenError(code=code)
    place = StoragePlace(
        unit_id=command.unit, code=code, name=name, address=clean(address), command_number=command.number
    )
    session.add(place)
    session.flush()
    command.witness("storage_place", *_place_said(place))
    return place


# -- reads ----------------------------------------------------------------------------------------------------------


def find_item(session: Session, unit_id: int, code: str) -> Item:
    """Return the unit's goods with this code.

    Raises: ItemUnknownError.
    """
    item = session.scalar(select(Item).where(Item.unit_id == unit_id, Item.code == code))
    if item is None:
        raise ItemUnknownError(code=code)
    return item


def find_place(session: Session, unit_id: int, code: str) -> StoragePlace:
    """Return the unit's storage place with this code.

    Raises: StoragePlaceUnknownError.
    """
    place = session.scalar(
        select(StoragePlace).where(StoragePlace.unit_id == unit_id, StoragePlace.code == code)
    )
    if place is None:
        raise StoragePlaceUnknownError(code=code)
    return place


def items(session: Session, unit_id: int) -> list[Item]:
    """Return the unit's kinds of goods by code."""
    return list(session.scalars(select(Item).where(Item.unit_id == unit_id).order_by(Item.code)))


def places(session: Session, unit_id: int) -> list[StoragePlace]:
    """Return the unit's storage places by code."""
    query = select(StoragePlace).where(StoragePlace.unit_id == unit_id)
    return list(session.scalars(query.order_by(StoragePlace.code)))
