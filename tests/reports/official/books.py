"""Official books of an office of the tests, and their lines as plain tuples."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from khfund.calendar import DateRange
from khfund.ledger import (
    Account,
    AccountRole,
    Fund,
    Posting,
    VoucherKind,
    approve_voucher,
    draft_voucher,
    post_voucher,
    reverse,
)
from khfund.reports.official import Asked, BookKind, Scope, make
from khfund.reports.official.ledger_book import LineKind
from khfund.unit import Unit

YEAR = DateRange.year(2026)
SIGNED = date(2027, 1, 15)


def scope_of(session, office, days=YEAR, number=""):
    """Whose book over which days."""
    return Scope(session.get_one(Unit, office.unit), days, SIGNED, number)


def book_of(office, kind, days=YEAR, *, read=lambda book: book, number="", **asked):
    """What `read` makes of a book while its session is open; accounts and funds are asked for by id."""

    def look(session):
        for name, row in (("account", Account), ("fund", Fund)):
            if name in asked:
                asked[name] = session.get_one(row, asked[name])
        return read(make(session, BookKind(kind), scope_of(session, office, days, number), Asked(**asked)))

    return office.read(look)


def lines_of(office, kind, days=YEAR, **asked):
    """(kind, cells) of a book's lines."""
    lines = book_of(office, kind, days, read=lambda book: list(book.lines()), **asked)
    return [(line.kind.value, line.cells) for line in lines]


def entries_of(office, kind, days=YEAR, **asked):
    """The cells of a book's entries."""
    return [cells for one, cells in lines_of(office, kind, days, **asked) if one == LineKind.ENTRY]


def last_of(office, kind, days=YEAR, **asked):
    """The cells of a book's last line."""
    return lines_of(office, kind, days, **asked)[-1][1]


def paid(
    office, party, amount, debit=AccountRole.SCHOLARSHIPS, *, day=date(2026, 5, 4), narration="Trao học bổng"
):
    """A phiếu chi to somebody, drafted, approved and posted; returns its entry."""
    posting = Posting(office.account(debit), office.account(AccountRole.CASH), office.kh, amount)

    def draft(session, command):
        return draft_voucher(
            session, command, VoucherKind.PAYMENT, day=day, narration=narration, postings=[posting],
            party_name=party,
        )  # fmt: skip

    drafted = office.do("voucher.draft", draft)
    office.do(
        "voucher.approve",
        lambda s, c: approve_voucher(s, c, s.merge(drafted, load=False)),
        by=office.chair,
    )
    return office.do(
        "voucher.post",
        lambda s, c: post_voucher(s, c, s.get_one(type(drafted), drafted.id), day=day),
        by=office.treasurer,
    )


def reversed_(office, entry, day, reason="Ghi nhầm"):
    """The mirror entry of an entry."""
    return office.do(
        "entry.reverse", lambda s, c: reverse(s, c, entry, day=day, reason=reason), by=office.chief
    )


_R = AccountRole
_PAIRS = (
    (_R.CASH, _R.GIFTS), (_R.BANK, _R.GIFTS), (_R.BANK, _R.PRINCIPAL), (_R.GOODS, _R.GIFTS_IN_KIND), (_R.CASH, _R.DUES),
    (_R.BANK, _R.INTEREST), (_R.BANK, _R.UNIDENTIFIED), (_R.UNIDENTIFIED, _R.GIFTS), (_R.SCHOLARSHIPS, _R.CASH),
    (_R.GOODS_HANDED_OVER, _R.GOODS), (_R.GOODS, _R.CASH), (_R.MANAGEMENT, _R.BANK), (_R.BANK, _R.CASH),
    (_R.CASH, _R.BANK), (_R.TERM_DEPOSIT, _R.BANK), (_R.ADVANCE, _R.CASH), (_R.MANAGEMENT, _R.ADVANCE),
    (_R.CASH, _R.ADVANCE), (_R.BANK, _R.PASS_THROUGH), (_R.PASS_THROUGH, _R.CASH), (_R.GIFTS, _R.CASH),
)  # fmt: skip
MOVES = st.lists(
    st.tuples(
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        st.lists(
            st.tuples(st.sampled_from(_PAIRS), st.booleans(), st.integers(1, 10**9)), min_size=1, max_size=3
        ),
        st.booleans(),
    ),
    max_size=12,
)
"""Entries: a day, postings (pair of roles, fund, đồng), and whether it is reversed later in its month or after."""


def carry_out(office, moves):
    """Post what hypothesis thought of; spending more than there is only draws a warning in Quỹ Khuyến học."""
    for day, postings, is_reversed in moves:
        lines = [
            office.posting(debit, credit, amount, office.kh if in_kh or credit not in RECEIVES else office.th)
            for (debit, credit), in_kh, amount in postings
        ]
        entry = office.post(day, *lines, narration="Nghiệp vụ")
        if is_reversed:
            reversed_(office, entry.id, max(day, date(2026, 6, 30)))


RECEIVES = {_R.GIFTS, _R.PRINCIPAL, _R.GIFTS_IN_KIND, _R.DUES, _R.INTEREST, _R.UNIDENTIFIED}
