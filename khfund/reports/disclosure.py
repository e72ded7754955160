"""What an association makes public about a range of days: one dataset, which every rendering shows.

It holds the facts (balances at the start, postings, givers, corrections) and nothing that follows from them; what
follows is added up once, in `tally`. Whoever is under 18 is a code in it unless consent is on file, and givers who wish
to stay unnamed are «Nhà hảo tâm (ẩn danh)» already.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import date, datetime

import attrs

from khfund.calendar import DateRange
from khfund.ledger import AccountRole
from khfund.reports.goods_disclosure import GoodsDisclosure
from khfund.reports.movement import PostingLine
from khfund.reports.recipient_disclosure import RecipientDisclosure
from khfund.reports.tally import OpeningBalance, Tally, add_up

ANONYMOUS_GIVER = "AD"


@attrs.frozen(kw_only=True)
class Letterhead:
    """Who publishes, and how the document begins and ends; `recipients` are the lines under «Nơi nhận»."""

    parent: str = ""
    body: str
    number: str = ""
    place: str
    day: date
    authority: str = ""
    position: str = "CHỦ TỊCH"
    signer: str = ""
    recipients: tuple[str, ...] = ("Niêm yết tại trụ sở và trang thông tin của đơn vị", "Lưu: VT")


@attrs.frozen
class Law:
    """A legal basis in force on the day of the document: since when, its name, and what it asks for."""

    since: date
    name: str
    duty: str
    source: str


@attrs.frozen
class FundInfo:
    """A fund that is shown."""

    code: str
    name: str
    purpose: str = ""


@attrs.frozen
class AccountInfo:
    """An account that is shown."""

    code: str
    name: str
    role: AccountRole


@attrs.frozen
class Giver:
    """A giver as the public may see it: `number` in this list, the name or «Nhà hảo tâm (ẩn danh)», the locality.

    `kind` is "organisation", "household", "person" or "anonymous"; `gifts` counts the gifts of these days.
    """

    number: str
    name: str
    kind: str
    locality: str
    gifts: int


@attrs.frozen
class Commitment:
    """What is promised and not paid by the last day: so many payments, đồng in all, the last of them due `until`."""

    fund: str
    what: str
    payments: int
    amount: int
    until: date


@attrs.frozen
class CorrectionNote:
    """An entry of these days that corrects an earlier one: `kind` is "reversal", "refund" or "adjustment"."""

    entry: int
    voucher: str
    day: date
    kind: str
    of_entry: int
    of_voucher: str
    of_day: date
    amount: int


@attrs.frozen
class Revision:
    """A figure that was published before and is another one now; đồng."""

    published: date
    figure: str
    before: int
    after: int


@attrs.frozen
class ExceptionNote:
    """A recorded exception: one person alone drafted and approved, since when, until when, why."""

    since: date
    until: date | None
    reason: str


@attrs.frozen
class LogMark:
    """The checkpoint of the command log, in the text in which it is signed and published."""

    origin: str
    size: int
    root: str
    text: str


@attrs.frozen(kw_only=True)
class Disclosure:
    """The dataset of one public statement."""

    letterhead: Letterhead
    units: tuple[str, ...]
    days: DateRange
    made_at: datetime
    funds: tuple[FundInfo, ...]
    all_funds: bool
    accounts: tuple[AccountInfo, ...]
    openings: tuple[OpeningBalance, ...]
    postings: Sequence[PostingLine] = attrs.field(repr=False)
    givers: Sequence[Giver] = attrs.field(repr=False)
    commitments: tuple[Commitment, ...] = ()
    corrections: tuple[CorrectionNote, ...] = ()
    revisions: tuple[Revision, ...] = ()
    exceptions: tuple[ExceptionNote, ...] = ()
    laws: tuple[Law, ...] = ()
    log: LogMark | None = None
    goods: GoodsDisclosure = attrs.field(factory=GoodsDisclosure, repr=False)
    recipients: RecipientDisclosure = attrs.field(factory=RecipientDisclosure, repr=False)

    @functools.cached_property
    def tally(self) -> Tally:
        """Everything that follows from the balances at the start and the postings."""
        return add_up(self.openings, self.postings)

    @property
    def difference(self) -> int:
        """Đồng by which the statement fails to agree with itself: 0 unless something is wrong."""
        held = sum(holding.closing for holding in self.tally.holdings)
        owned = sum(line.closing for line in self.tally.funds)
        return owned - held
