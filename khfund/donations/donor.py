"""Donors: who gives. One register per association; a person decides when two entries are one giver."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base, Whole, insert_rows, one_of
from khfund.donations.likeness import DonorKind, Likeness, Traits, likeness, nearly
from khfund.errors import KhfundError
from khfund.vietnamese import clean, fold, require_plain, sort_key

if TYPE_CHECKING:
    from khfund.command import Command

CHUNK = 5_000  # donors that are looked up together

ANONYMOUS = "Nhà hảo tâm (ẩn danh)"
_LETTER = re.compile(r"[^\W_]")  # or a figure


class DonorUnknownError(KhfundError):
    """A donor is known by a number in the unit's register."""

    message = "Sổ của đơn vị không có nhà hảo tâm số {number}."
    english = "The unit's register has no donor number {number}."


class DonorNameMissingError(KhfundError):
    """A donor has a name of at most 200 characters; who will not be named is no entry in the register."""

    message = "Hãy ghi họ tên hoặc tên tổ chức của nhà hảo tâm (tối đa 200 ký tự)."
    english = "Enter the name of the donor (at most 200 characters)."


class PhoneUnreadableError(KhfundError):
    """A telephone number has 9 to 11 digits; it is never repeated in a message."""

    message = "Số điện thoại của «{name}» không đúng; hãy ghi 10 chữ số như 0912 345 678."
    english = "The telephone number of «{name}» is not right; write 10 digits like 0912 345 678."


class TaxCodeUnreadableError(KhfundError):
    """A tax code has 10 or 13 digits, a personal number 12; it is never repeated in a message."""

    message = (
        "Mã số thuế của «{name}» không đúng; cần 10 chữ số, 10 kèm 3 số chi nhánh, hoặc 12 số định danh."
    )
    english = "The tax code of «{name}» is not right; it has 10 digits, 10 and 3 of a branch, or the 12 of a person."


class MergeRefusedError(KhfundError):
    """A donor is merged once, into another donor of the same register that is not merged itself."""

    message = (
        "Không gộp được nhà hảo tâm số {merged} vào số {survivor}; hãy chọn hai người khác nhau chưa bị gộp."
    )
    english = (
        "Donor {merged} cannot be merged into {survivor}; choose two different ones that are not merged yet."
    )


class NotMergedError(KhfundError):
    """Only a merged donor can be separated again."""

    message = "Nhà hảo tâm số {number} chưa bị gộp vào ai."
    english = "Donor {number} is not merged into anybody."


@attrs.frozen
class Suggestion:
    """A donor who may be the same giver, and why."""

    donor: Donor
    likeness: Likeness


class Donor(Base):
    """A giver; a merged one stands for `merged_into_id`, under whom its gifts are shown.

    `identity` is a fingerprint of name and whatever else is known, None where a person's name is all: two such
    entries are two givers until somebody says otherwise.
    """

    __tablename__ = "donor"
    __table_args__ = (
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        Index("ix_donor_sort_key", "unit_id", "sort_key"),
        Index("ix_donor_search_fold", "unit_id", "search_fold"),
        *(
            Index(f"ix_donor_{name}", name, sqlite_where=text(where), postgresql_where=text(where))
            for name, where in (
                ("identity", "identity IS NOT NULL"),
                ("phone", "phone <> ''"),
                ("tax_code", "tax_code <> ''"),
                ("merged_into_id", "merged_into_id IS NOT NULL"),
            )
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[DonorKind] = mapped_column(one_of(DonorKind))
    full_name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[bytes] = mapped_column(LargeBinary)
    search_fold: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300))
    locality: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(20))
    tax_code: Mapped[str] = mapped_column(String(20))
    wishes_anonymity: Mapped[bool]
    identity: Mapped[int | None] = mapped_column(Whole)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("donor.id"))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def traits(self) -> Traits:
        """What is known of the giver."""
        return Traits(
            self.full_name,
            self.kind,
            self.address,
            self.locality,
            self.phone,
            self.tax_code,
            self.wishes_anonymity,
        )


def sound_traits(given: Traits) -> Traits:
    """Return the traits with clean texts, the telephone and tax code as digits.

    Raises: DonorNameMissingError, PhoneUnreadableError, TaxCodeUnreadableError, HostileTextError.
    """
    name = clean(require_plain(given.full_name))
    if not 0 < len(name) <= 200 or _LETTER.search(name) is None:
        raise DonorNameMissingError
    sound = (
        name,
        clean(given.address)[:300] if given.address else "",
        clean(given.locality)[:200] if given.locality else "",
        _phone(given.phone, name) if given.phone else "",
        _tax_code(given.tax_code, name) if given.tax_code else "",
    )
    if sound == (given.full_name, given.address, given.locality, given.phone, given.tax_code):
        return given
    name, address, locality, phone, tax_code = sound
    return Traits(name, given.kind, address, locality, phone, tax_code, given.wishes_anonymity)


def _phone(written: str, name: str) -> str:
    digits = re.sub(r"^(\+|00)?84", "0", re.sub(r"[\s.()-]", "", written))
    if digits and re.fullmatch(r"0?[0-9]{9,10}", digits) is None:
        raise PhoneUnreadableError(name=name)
    return digits if digits.startswith("0") or not digits else f"0{digits}"  # Excel drops the first nought


def _tax_code(written: str, name: str) -> str:
    digits = re.sub(r"[\s.-]", "", written)
    if digits and re.fullmatch(r"[0-9]{10}|[0-9]{12,13}", digits) is None:
        raise TaxCodeUnreadableError(name=name)
    return digits


def enter_donor(session: Session, command: Command, traits: Traits) -> Donor:
    """Enter a giver in the register of the command's unit; ask `similar_donors` first.

    Raises: what `sound_traits` raises.
    """
    (number,) = enter_donors(session, command, [sound_traits(traits)])
    return session.get_one(Donor, number)


_COLUMNS = (
    "id", "unit_id", "kind", "full_name", "sort_key", "search_fold", "address", "locality", "phone", "tax_code",
    "wishes_anonymity", "identity", "command_number",
)  # fmt: skip


def enter_donors(session: Session, command: Command, sound: Sequence[Traits]) -> list[int]:
    """Enter many givers whose traits are sound and return their numbers in order."""
    first = (session.scalar(select(func.max(Donor.id))) or 0) + 1
    unit_id, number = command.unit, command.number
    rows = [
        (
            donor, unit_id, t.kind.value, t.full_name,
            sort_key(t.full_name, given_name_first=t.kind is not DonorKind.ORGANISATION),
            fold(t.full_name), t.address, t.locality, t.phone, t.tax_code, t.wishes_anonymity,
            identity(unit_id, t), number,
        )
        for donor, t in enumerate(sound, first)
    ]  # fmt: skip
    insert_rows(session, "donor", _COLUMNS, rows)
    return list(range(first, first + len(rows)))


def identity(unit_id: int, sound: Traits) -> int | None:
    """Return the fingerprint by which a list finds a giver again, None where the name is all that is known."""
    if not (
        sound.address
        or sound.locality
        or sound.phone
        or sound.tax_code
        or sound.kind is DonorKind.ORGANISATION
    ):
        return None
    known = (sound.full_name, sound.address, sound.locality, sound.phone, sound.tax_code)
    written = f"{unit_id}\n{sound.kind}\n" + "\n".join(known).lower()
    return int.from_bytes(hashlib.blake2b(written.encode(), digest_size=8).digest(), signed=True)


def amend_donor(session: Session, command: Command, donor: Donor, traits: Traits) -> Donor:
    """Write what is now known of a giver; papers already printed keep what they said.

    Raises: DonorUnknownError, and what `sound_traits` raises.
    """
    _require_own(command, donor)
    sound = sound_traits(traits)
    for name, value in attrs.asdict(sound).items():
        setattr(donor, name, value)
    donor.sort_key = sort_key(sound.full_name, given_name_first=sound.kind is not DonorKind.ORGANISATION)
    donor.search_fold = fold(sound.full_name)
    donor.identity = identity(donor.unit_id, sound)
    session.flush()
    return donor


def merge_donors(session: Session, command: Command, merged: Donor, *, survivor: Donor) -> Donor:
    """Show the gifts of `merged` under `survivor` from now on; no gift is rewritten.

    Raises: MergeRefusedError, DonorUnknownError.
    """
    _require_own(command, merged)
    _require_own(command, survivor)
    if merged.id == survivor.id or merged.merged_into_id or survivor.merged_into_id:
        raise MergeRefusedError(merged=merged.id, survivor=survivor.id)
    session.execute(update(Donor).where(Donor.merged_into_id == merged.id).values(merged_into_id=survivor.id))
    merged.merged_into_id = survivor.id
    session.flush()
    return survivor


def separate_donor(session: Session, command: Command, donor: Donor) -> Donor:
    """Undo a merger that was a mistake.

    Raises: NotMergedError, DonorUnknownError.
    """
    _require_own(command, donor)
    if donor.merged_into_id is None:
        raise NotMergedError(number=donor.id)
    donor.merged_into_id = None
    session.flush()
    return donor


def _require_own(command: Command, donor: Donor) -> None:
    if donor.unit_id != command.unit:
        raise DonorUnknownError(number=donor.id)


# -- reads ----------------------------------------------------------------------------------------------------------


def find_donor(session: Session, unit_id: int, number: int) -> Donor:
    """Return a donor of the unit's register; for a merged one, the donor that it was merged into.

    Raises: DonorUnknownError.
    """
    donor = session.get(Donor, number)
    if donor is None or donor.unit_id != unit_id:
        raise DonorUnknownError(number=number)
    return donor if donor.merged_into_id is None else session.get_one(Donor, donor.merged_into_id)


def search_donors(session: Session, unit_id: int, words: str, *, limit: int = 50) -> list[Donor]:
    """Return donors whose name holds all the words, with or without tones, in the order of Vietnamese names."""
    query = select(Donor).where(Donor.unit_id == unit_id, Donor.merged_into_id.is_(None))
    for word in fold(words).split():
        query = query.where(Donor.search_fold.contains(word, autoescape=True))
    return list(session.scalars(query.order_by(Donor.sort_key).limit(limit)))


def similar_donors(
    session: Session, unit_id: int, traits: Traits, *, besides: int | None = None
) -> list[Suggestion]:
    """Return donors who may be this giver, each with the reason, the likely ones first; `besides` leaves one out.

    Compared are those with the same telephone, tax code, name without tones, or given name.

    Raises: what `sound_traits` raises.
    """
    sound = sound_traits(traits)
    found = [
        Suggestion(donor, alike)
        for donor in _candidates(session, unit_id, sound)
        if donor.id != besides and (alike := likeness(sound, donor.traits))
    ]
    return sorted(found, key=lambda one: (not one.likeness.is_likely, one.donor.id))


def _candidates(session: Session, unit_id: int, sound: Traits) -> Iterable[Donor]:
    """Those whose names are near enough, or who have the same tax code: thousands share a given name."""
    folded = fold(sound.full_name)
    by_first_word = sound.kind is DonorKind.ORGANISATION
    word = sound.full_name.split()[0 if by_first_word else -1]
    begins = sort_key(word).split(b"\x00")[0]
    conditions = [
        Donor.search_fold == folded,
        (Donor.sort_key >= begins) & (Donor.sort_key < begins + b"\xff"),
    ]
    if sound.phone:
        conditions.append((Donor.phone == sound.phone) & (Donor.phone != ""))
    if sound.tax_code:
        conditions.append((Donor.tax_code == sound.tax_code) & (Donor.tax_code != ""))
    near: set[int] = set()
    for condition in conditions:
        live = select(Donor.id, Donor.search_fold, Donor.tax_code).where(
            Donor.unit_id == unit_id, Donor.merged_into_id.is_(None), condition
        )
        near.update(
            number
            for number, name, tax_code in session.execute(live)
            if nearly(folded, name) or (tax_code and tax_code == sound.tax_code)
        )
    ordered = sorted(near)
    parts = (ordered[first : first + CHUNK] for first in range(0, len(ordered), CHUNK))
    return chain.from_iterable(session.scalars(select(Donor).where(Donor.id.in_(some))) for some in parts)
