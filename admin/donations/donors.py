"""Donors: the register, one giver with all that was given, promised and printed, and what is done with an entry."""

from __future__ import annotations

from typing import Any

from flask_admin import expose
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.donations import donor_facts
from admin.donations.donor_register import DONORS
from admin.field import Choice, Line, Tick
from admin.listing import Column, Filters, Kind, Listing
from admin.lookup import Lookup
from admin.searching import containing
from admin.visitor import reading, unit
from admin.words import _
from khfund.command import Answer, Command
from khfund.donations.donor import (
    Donor,
    DonorUnknownError,
    amend_donor,
    enter_donor,
    find_donor,
    merge_donors,
    separate_donor,
    similar_donors,
)
from khfund.donations.likeness import DonorKind, Traits
from khfund.donations.naming import DONOR_KINDS
from khfund.unit import Unit

FEW = 1_000  # donors of a search who are looked up one by one


class DonorFilters(Filters):
    """By kind, and whether merged entries are shown."""

    kind = Choice("Loại", dict(DONOR_KINDS), required=False)
    merged = Tick("Cả mục đã gộp")


class DonorForm(DeedForm):
    """What is known of a giver."""

    full_name = Line("Họ tên hoặc tên tổ chức")
    kind = Choice("Loại", dict(DONOR_KINDS))
    locality = Line("Xã, phường hoặc cơ quan", required=False, hint="Được công khai bên cạnh tên.")
    address = Line("Địa chỉ", required=False, hint="Không công khai.")
    phone = Line("Điện thoại", required=False, hint="Không công khai. 10 chữ số, như 0912 345 678.")
    tax_code = Line("Mã số thuế hoặc số định danh", required=False, hint="Không công khai.")
    wishes_anonymity = Tick("Muốn ẩn danh", hint="Các khoản ủng hộ sẽ không nêu tên, trừ khi nói khác.")

    @property
    def traits(self) -> Traits:
        """What was filled in."""
        return Traits(
            full_name=self.full_name.data,
            kind=DonorKind(self.kind.data),
            address=self.address.data,
            locality=self.locality.data,
            phone=self.phone.data,
            tax_code=self.tax_code.data,
            wishes_anonymity=self.wishes_anonymity.data,
        )


class AmendForm(DonorForm):
    """What is now known of a giver, beginning with what was."""

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Fill in what is known."""
        one = find_donor(session, unit.id, path["number"])
        if not self.is_submitted():
            for name in ("full_name", "locality", "address", "phone", "tax_code"):
                self[name].process_data(getattr(one, name))
            self.kind.data, self.wishes_anonymity.data = one.kind.value, one.wishes_anonymity


class MergeForm(DeedForm):
    """Into whom."""

    survivor = Lookup("Gộp vào nhà hảo tâm", DONORS, hint="Gõ tên, điện thoại hoặc số của mục được giữ lại.")


def _own(session: Session, unit_id: int, term: str) -> ColumnElement[bool]:
    """The donors of a unit, among whom `term` is searched.

    Few that bear its words are named by an index alone and looked up by their numbers, as what figures find ("+ 0" keeps
    SQLite from going through all of the unit's); many are met soon in the order of the list.
    """
    of_unit, by_number = Donor.unit_id == unit_id, Donor.unit_id + 0 == unit_id
    if not term or _is_figures(term):
        return by_number if term else of_unit
    named = select(Donor.id).where(of_unit, containing(term, folded=(Donor.search_fold,)))
    numbers = list(session.scalars(named.limit(FEW + 1)))
    return by_number & Donor.id.in_(numbers) if len(numbers) <= FEW else of_unit


def _is_figures(term: str) -> bool:
    return any(map(str.isdecimal, term)) and not any(map(str.isalpha, term))


class Donors(Listing):
    """The unit's donors, in the order of Vietnamese names."""

    looks = "giver.look"
    title = "Nhà hảo tâm"
    section = "Nhà hảo tâm"
    address = "nha-hao-tam"
    columns = (
        Column("number", "Số", Kind.COUNT, link="donors.one"),
        Column("name", "Tên", sort=Donor.sort_key, link="donors.one"),
        Column("kind", "Loại", names=DONOR_KINDS),
        Column("locality", "Nơi ở, cơ quan"),
        Column("phone", "Điện thoại"),
        Column("anonymous", "Ẩn danh", Kind.STATE),
        Column("merged", "Đã gộp vào số", Kind.COUNT),
    )
    filters = DonorFilters
    searches = "tên không cần dấu, điện thoại, số, mã số thuế"
    template = "donations/donors.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's donors."""
        columns: tuple[Any, ...] = (
            Donor.id.label("number"),
            Donor.full_name.label("name"),
            Donor.kind,
            Donor.locality,
            Donor.phone,
            Donor.wishes_anonymity.label("anonymous"),
            Donor.merged_into_id.label("merged"),
        )
        return select(*columns).where(_own(session, unit.id, self._term()))

    def order(self) -> list[Any]:
        """By given name, as Vietnamese lists are."""
        return [Donor.sort_key, Donor.id]

    def search(self, term: str) -> ColumnElement[bool]:
        """Find by the number, the telephone, the tax code, or the words of the name."""
        if _is_figures(term):
            digits = "".join(letter for letter in term if letter.isdecimal())
            return or_(
                Donor.id == int(digits[:15]),
                (Donor.phone >= digits) & (Donor.phone < f"{digits}:") & (Donor.phone != ""),
                (Donor.tax_code == digits) & (Donor.tax_code != ""),
            )
        return containing(term, folded=(Donor.search_fold,))

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by kind; merged entries are left out unless wanted."""
        if filters.kind.data:
            query = query.where(Donor.kind == filters.kind.data)
        return query if filters.merged.data else query.where(Donor.merged_into_id.is_(None))

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a donor."""
        found = own_donor(reading(), unit().id, number)
        return self.render(
            "donations/donor.html",
            title=found.full_name,
            donor=found,
            kind=_(DONOR_KINDS[found.kind]),
            **donor_facts.all_of(reading(), unit(), found),
        )

    def alike(self, session: Session, number: int) -> dict[str, Any]:
        """Who may be the same giver."""
        found = own_donor(session, unit().id, number)
        return {"donor": found, "similar": similar_donors(session, unit().id, found.traits, besides=number)}

    @deed(
        "/ghi", "donor.enter", DonorForm, "Ghi nhà hảo tâm", say="Đã ghi nhà hảo tâm số {donor}.", back=".one"
    )
    def enter(self, session: Session, command: Command, form: DonorForm) -> Answer:
        """Enter a giver; who may be the same is told beside it afterwards."""
        similar = similar_donors(session, command.unit, form.traits)
        one = enter_donor(session, command, form.traits)
        alike = [{"donor": other.donor.id, "reason": other.likeness.reason} for other in similar]
        return {
            "donor": one.id,
            "number": one.id,
            "similar": alike,
        }  # no name: the log keeps answers for ever

    @deed(
        "/<int:number>/sua",
        "donor.amend",
        AmendForm,
        "Sửa nhà hảo tâm số {number}",
        say="Đã sửa nhà hảo tâm số {donor}. Giấy tờ đã in giữ nguyên lời cũ.",
        back=".one",
    )
    def amend(self, session: Session, command: Command, form: AmendForm, number: int) -> Answer:
        """Write what is now known of a giver."""
        amend_donor(session, command, find_donor(session, command.unit, number), form.traits)
        return {"donor": number}

    @deed(
        "/<int:number>/gop",
        "donor.merge",
        MergeForm,
        "Gộp nhà hảo tâm số {number} vào mục khác",
        say="Đã gộp số {merged} vào số {survivor}; tách lại được bất cứ lúc nào.",
        button="Gộp",
        template="donations/merge.html",
        shows="alike",
        back=".index",
    )
    def merge(self, session: Session, command: Command, form: MergeForm, number: int) -> Answer:
        """Show this donor's gifts under another."""
        merged = own_donor(session, command.unit, number)
        kept = find_donor(session, command.unit, form.survivor.data)
        return {"merged": number, "survivor": merge_donors(session, command, merged, survivor=kept).id}

    @deed(
        "/<int:number>/tach",
        "donor.separate",
        DeedForm,
        "Tách nhà hảo tâm số {number} đã gộp nhầm",
        say="Nhà hảo tâm số {donor} đã được tách lại.",
        button="Tách lại",
        back=".one",
    )
    def separate(self, session: Session, command: Command, _form: DeedForm, number: int) -> Answer:
        """Undo a merger."""
        return {"donor": separate_donor(session, command, own_donor(session, command.unit, number)).id}


def own_donor(session: Session, unit_id: int, number: int) -> Donor:
    """The entry itself, even where it is merged into another.

    Raises: DonorUnknownError.
    """
    found = session.scalar(select(Donor).where(Donor.id == number, Donor.unit_id == unit_id))
    if found is None:
        raise DonorUnknownError(number=number)
    return found
