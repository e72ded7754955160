"""Vouchers: one drafts, another approves, another posts."""

from datetime import date

import attrs
import pytest

from khfund import command as commands
from khfund.actor import AnotherPersonNeededError, record_exception
from khfund.errors import IntegrityError
from khfund.ledger import (
    AccountRole,
    VoucherKind,
    VoucherState,
    approve_voucher,
    attach,
    cancel_voucher,
    draft_voucher,
    find_voucher,
    post_voucher,
)
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.ledger.entry import PostedEntry, Posting
from khfund.ledger.journal import EntryEmptyError, SameAccountError
from khfund.ledger.voucher import (
    ATTACHMENT_MAX,
    Attachment,
    AttachmentRefusedError,
    CashVoucherError,
    Voucher,
    VoucherStateError,
    VoucherUnknownError,
    lines_of,
    similar_vouchers,
    vouchers,
)
from khfund.unit import enter_unit
from tests.builders import an_office, tamper, write_by_hand

DAY = date(2026, 3, 1)


def draft(office, *, by=None, amount=50_000, debit=AccountRole.MANAGEMENT, party="Nhà sách A"):
    posting = office.posting(debit, AccountRole.CASH, amount)
    return office.do(
        "voucher.draft",
        lambda s, c: (
            draft_voucher(
                s,
                c,
                VoucherKind.PAYMENT,
                day=DAY,
                narration="Văn phòng phẩm",
                postings=[posting],
                party_name=party,
                papers=2,
            ).id
        ),
        by=by,
    )


def approve(office, number, *, by=None):
    office.do(
        "voucher.approve",
        lambda s, c: approve_voucher(s, c, find_voucher(s, c.unit, number)),
        by=by or office.chief,
    )


def settle(office, number, *, by=None, day=DAY):
    return office.do(
        "voucher.post",
        lambda s, c: post_voucher(s, c, find_voucher(s, c.unit, number), day=day),
        by=by or office.treasurer,
    )


def cancel(office, number, reason="Trùng"):
    office.do(
        "voucher.cancel", lambda s, c: cancel_voucher(s, c, find_voucher(s, c.unit, number), reason=reason)
    )


def state(office, number):
    return office.read(lambda s: find_voucher(s, office.unit, number).state)


def test_a_voucher_goes_from_draft_to_approved_to_posted(database):
    office = an_office(database)
    number = draft(office)
    approve(office, number)

    entry = settle(office, number, day=date(2026, 3, 5))

    voucher = office.read(lambda s: find_voucher(s, office.unit, number))
    assert entry == PostedEntry(1, date(2026, 3, 5), VoucherKind.PAYMENT, 1)
    assert (voucher.state, voucher.day, voucher.papers, voucher.entry_id) == (VoucherState.POSTED, DAY, 2, 1)
    assert (voucher.drafted_by, voucher.approved_by, voucher.posted_by) == (
        office.accountant,
        office.chief,
        office.treasurer,
    )


def test_what_posting_would_refuse_is_refused_when_drafted(database):
    office = an_office(database)

    with pytest.raises(SameAccountError):
        draft(office, debit=AccountRole.CASH)
    with pytest.raises(EntryEmptyError):
        office.do(
            "voucher.draft",
            lambda s, c: draft_voucher(s, c, VoucherKind.PAYMENT, day=DAY, narration="Trống", postings=[]),
        )

    assert office.read(lambda s: vouchers(s, office.unit)) == []


@pytest.mark.parametrize(
    ("kind", "debit", "credit", "message"),
    [
        (
            VoucherKind.RECEIPT,
            AccountRole.BANK,
            AccountRole.GIFTS,
            "Phiếu thu phải ghi Nợ tài khoản tiền mặt ở mọi dòng; việc khác thì lập loại chứng từ khác.",
        ),
        (
            VoucherKind.PAYMENT,
            AccountRole.CASH,
            AccountRole.BANK,
            "Phiếu chi phải ghi Có tài khoản tiền mặt ở mọi dòng; việc khác thì lập loại chứng từ khác.",
        ),
    ],
)
def test_a_cash_voucher_moves_cash_with_every_line(database, kind, debit, credit, message):
    office = an_office(database)
    cash = office.posting(AccountRole.CASH, AccountRole.GIFTS, 5)
    right = cash if kind is VoucherKind.RECEIPT else Posting(cash.credit, cash.debit, cash.fund, 5)
    postings = [right, office.posting(debit, credit, 5)]

    with pytest.raises(CashVoucherError) as refusal:
        office.do(
            "voucher.draft", lambda s, c: draft_voucher(s, c, kind, day=DAY, narration="x", postings=postings)
        )

    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        ("voucher.attach", lambda s, c, one: attach(s, c, one, "a.pdf", b"%PDF-1.7")),
        ("voucher.approve", approve_voucher),
        ("voucher.post", lambda s, c, one: post_voucher(s, c, one, day=DAY)),
        ("voucher.cancel", lambda s, c, one: cancel_voucher(s, c, one, reason="x")),
    ],
)
def test_a_voucher_of_another_unit_is_not_touched(database, kind, act):
    office = an_office(database)
    number = draft(office)
    office.do("unit.enter", lambda s, c: enter_unit(s, c, "XA", "Hội xã"), by=office.administrator)
    write_by_hand(database, "INSERT INTO role_grant (person_id, role) VALUES (4, 'chief_accountant')")
    stranger = attrs.evolve(office, unit=2)

    with pytest.raises(VoucherUnknownError):
        stranger.do(kind, lambda s, c: act(s, c, s.get_one(Voucher, number)), by=office.chief)


def test_whoever_drafted_does_not_approve(database):
    office = an_office(database)
    number = draft(office, by=office.chief)

    with pytest.raises(AnotherPersonNeededError) as refusal:
        approve(office, number)

    assert str(refusal.value) == (
        "Quàng Thị Trưởng đã lập chứng từ việc này nên không thể duyệt chứng từ; cần một người khác."
    )


def test_whoever_approved_does_not_post(database):
    office = an_office(database)
    number = draft(office)
    approve(office, number)

    with pytest.raises(AnotherPersonNeededError):
        settle(office, number, by=office.chief)


def test_a_sole_officer_works_under_a_recorded_exception(database):
    office = an_office(database)
    office.do(
        "person.except",
        lambda s, c: record_exception(s, c, unit_id=office.unit, since=DAY, reason="Chi hội một cán bộ"),
        by=office.administrator,
    )
    number = draft(office, by=office.chief)

    approve(office, number)

    assert settle(office, number, by=office.chief).id == 1


def test_an_unknown_voucher_is_refused(database):
    office = an_office(database)

    with pytest.raises(VoucherUnknownError) as refusal:
        state(office, 7)

    assert str(refusal.value) == "Đơn vị không có chứng từ nháp số 7."


# From each state, what may not be done: the sentence names the state and the deed.
BLOCKED = [
    ([], settle, "nháp", "ghi sổ"),
    ([approve], approve, "đã duyệt", "duyệt"),
    ([approve, settle], approve, "đã ghi sổ", "duyệt"),
    ([approve, settle], settle, "đã ghi sổ", "ghi sổ"),
    ([approve, settle], cancel, "đã ghi sổ", "hủy"),
    ([cancel], approve, "đã hủy", "duyệt"),
    ([cancel], settle, "đã hủy", "ghi sổ"),
    ([cancel], cancel, "đã hủy", "hủy"),
    ([approve, cancel], settle, "đã hủy", "ghi sổ"),
]


@pytest.mark.parametrize(("before", "deed", "found", "action"), BLOCKED)
def test_a_voucher_takes_no_other_way(database, before, deed, found, action):
    office = an_office(database)
    number = draft(office)
    for step in before:
        step(office, number)

    with pytest.raises(VoucherStateError) as refusal:
        deed(office, number)

    assert str(refusal.value) == f"Chứng từ nháp 1 đang ở trạng thái «{found}», không thể {action}."


def test_a_cancelled_voucher_stays_on_record_with_its_reason(database):
    office = an_office(database)
    number = draft(office)

    with pytest.raises(ReasonMissingError):
        cancel(office, number, reason="")
    cancel(office, number)

    voucher = office.read(lambda s: find_voucher(s, office.unit, number))
    assert (voucher.state, voucher.cancelled_because) == (VoucherState.CANCELLED, "Trùng")


def test_vouchers_are_listed_newest_first_and_by_state(database):
    office = an_office(database)
    one, two = draft(office), draft(office)
    approve(office, one)

    assert [v.id for v in office.read(lambda s: vouchers(s, office.unit))] == [two, one]
    assert [v.id for v in office.read(lambda s: vouchers(s, office.unit, VoucherState.DRAFT))] == [two]


def test_perhaps_the_same_paper_twice_is_shown(database):
    office = an_office(database)
    first, _other_party, _other_amount = (
        draft(office),
        draft(office, party="Nhà sách B"),
        draft(office, amount=1),
    )
    cancelled, second = draft(office), draft(office)
    cancel(office, cancelled)

    found = office.read(lambda s: [v.id for v in similar_vouchers(s, find_voucher(s, office.unit, second))])

    assert found == [first]


@pytest.mark.parametrize(
    ("hand", "rule"),
    [
        ("UPDATE voucher_line SET amount = 9", "voucher_line: rows never change"),
        ("DELETE FROM voucher_line", "voucher_line: rows are never deleted"),
        (
            "INSERT INTO voucher_line SELECT voucher_id, 2, debit_id, credit_id, fund_id, 9 FROM voucher_line",
            "voucher_line: what was approved gains no lines",
        ),
    ],
)
def test_what_was_approved_is_what_is_posted(database, hand, rule):
    office = an_office(database)
    number = draft(office)
    approve(office, number)

    with pytest.raises(IntegrityError) as refusal:
        write_by_hand(database, hand)

    assert refusal.value.facts == {"rule": rule}
    assert [
        line.amount for line in office.read(lambda s: lines_of(s, find_voucher(s, office.unit, number)))
    ] == [50_000]


# -- attachments -------------------------------------------------------------------------------------------------------------

PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 50


def attached(office, file_name="hoa-don.png", content=PICTURE):
    number = draft(office)
    return office.do(
        "voucher.attach", lambda s, c: attach(s, c, find_voucher(s, c.unit, number), file_name, content)
    )


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PICTURE, "image/png"), (b"%PDF-1.7", "application/pdf"), (b"\xff\xd8\xff\xe0", "image/jpeg")],
)
def test_an_attachment_is_told_by_its_content(database, content, media_type):
    assert attached(an_office(database), "hoa-don.exe", content).media_type == media_type


def test_the_name_of_an_attachment_is_cleaned(database):
    assert attached(an_office(database), "hoa\u202e-don\n.png").file_name == "hoa-don .png"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ", "không phải PDF, JPG hay PNG"),
        (b"", "không phải PDF, JPG hay PNG"),
        (b"%PDF-" + b"0" * ATTACHMENT_MAX, "quá 10 MB"),
    ],
)
def test_another_attachment_is_refused(database, content, reason):
    with pytest.raises(AttachmentRefusedError) as refusal:
        attached(an_office(database), "a.png", content)

    assert (
        str(refusal.value)
        == f"Không nhận tệp a.png: {reason}. Hãy gửi bản PDF, JPG hoặc PNG, không quá 10 MB."
    )


def test_the_log_vouches_for_attachments(database):
    office = an_office(database)
    attached(office)

    assert office.read(lambda s: list(commands.contradictions(s))) == []

    changed = "x'89'" if database.is_sqlite else "'\\x89'"
    tamper(database, f"UPDATE attachment SET content = {changed}")

    assert office.read(lambda s: list(commands.contradictions(s))) == [
        "lệnh 4: dòng của sổ attachment đã bị sửa, thêm hoặc bớt"
    ]
    assert office.read(lambda s: s.get(Attachment, 1).sha256) != ""
