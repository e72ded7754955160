from __future__ import annotations

from datetime import date

from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine, LineState, remaining
from khfund.banking.line_booking import book_unidentified
from khfund.calendar import DateRange
from khfund.donations.donation import Donation
from khfund.donations.donor import Donor, merge_donors
from khfund.donations.issued_code import issue_code
from khfund.donations.likeness import DonorKind
from khfund.donations.line_decision import Verdict, decide
from khfund.donations.match_rule import Target, rules, switch_rule
from khfund.donations.proposal import Accepted, ProposalState, accept_all, propose
from khfund.ledger import Fund
from tests.builders import an_office
from tests.donations.offices import a_donor, incoming, postings, the_bank

MATCHED, AMBIGUOUS, UNMATCHED = ProposalState.MATCHED, ProposalState.AMBIGUOUS, ProposalState.UNMATCHED
FROM_AN = "CT tu XXXXXXXXX2009 LO VAN AN toi XXXXXXXXX0001 HOI KHUYEN HOC"


def proposed(office, **how):
    bank = the_bank(office)
    return office.read(lambda s: list(propose(s, s.get_one(BankAccount, bank.id), **how)))


def told(office):
    return [(one.state, one.target, one.reason) for one in proposed(office)]


def decided(office, line, donor=None, fund=None, verdict=Verdict.GIFT, **more):
    return office.do(
        "donation.decide",
        lambda s, c: decide(
            s,
            c,
            s.get_one(BankLine, line.id),
            verdict,
            donor=donor and s.get_one(Donor, donor.id),
            fund=s.get_one(Fund, fund or office.kh) if verdict is Verdict.GIFT else None,
            **more,
        ),
    )


def code(office, **terms):
    return office.do(
        "donation.issue_code",
        lambda s, c: issue_code(s, c, "KHTH26", fund=s.get_one(Fund, office.th), **terms),
    ).code


def accepted(office, **how):
    bank = the_bank(office)
    return office.do("donation.accept", lambda s, c: accept_all(s, c, s.get_one(BankAccount, bank.id), **how))


def test_a_code_names_fund_and_giver_however_it_was_typed(database):
    office = an_office(database)
    donor = a_donor(office)
    mark = code(office, donor=donor)
    incoming(office, ("02/03/2026", 1_000, f"MBVCB.1. {mark[:5].lower()} {mark[5:]} CT tu 12"))

    assert told(office) == [(MATCHED, Target(donor.id, office.th), f"mã chuyển khoản {mark}")]


def test_a_code_without_a_giver_waits_for_a_person_unless_everybody_may_use_it(database):
    office = an_office(database)
    known, open_to_all = code(office), code(office, unnamed=True)
    incoming(office, ("02/03/2026", 1_000, known), ("02/03/2026", 2_000, open_to_all))

    first, second = proposed(office)

    assert (first.state, first.reason) == (
        AMBIGUOUS,
        f"mã chuyển khoản {known} cho biết quỹ, chưa rõ người ủng hộ",
    )
    assert [one.target for one in first.candidates] == [Target(None, office.th)]
    assert (second.state, second.target) == (MATCHED, Target(None, office.th))


def test_two_codes_that_disagree_and_almost_a_code_are_never_guessed(database):
    office = an_office(database)
    donor, other = a_donor(office), a_donor(office, "Lò Văn Bình")
    one, two = code(office, donor=donor), code(office, donor=other)
    almost = one[:-1] + ("2" if one[-1] != "2" else "3")
    incoming(office, ("02/03/2026", 1_000, f"{one} {two}"), ("02/03/2026", 2_000, almost))

    both, nearly = proposed(office)

    assert (both.state, both.reason, [c.target.donor for c in both.candidates]) == (
        AMBIGUOUS,
        f"có nhiều mã chuyển khoản: {one}, {two}",
        [donor.id, other.id],
    )
    assert (nearly.state, nearly.reason, nearly.candidates) == (
        AMBIGUOUS,
        f"«{almost}» gần giống mã nhưng sai ký tự kiểm tra; hãy xem lại",
        (),
    )


def test_a_decision_teaches_the_senders_account_and_name(database):
    office = an_office(database)
    donor = a_donor(office, "Ông Lò Văn An")
    first, _, other = incoming(
        office,
        ("02/03/2026", 1_000, FROM_AN),
        ("03/03/2026", 2_000, FROM_AN),
        ("04/03/2026", 3_000, "LO VAN AN chuyen tien"),
    )
    decided(office, first, donor, office.th)

    by_person, learned, name_alone = proposed(office)

    assert (by_person.state, by_person.reason) == (MATCHED, "người phụ trách đã quyết định")
    assert (learned.state, learned.target) == (MATCHED, Target(donor.id, office.th))
    assert learned.reason == "tài khoản …2009 của «lo van an» (1 lần người phụ trách đã quyết định)"
    assert (name_alone.line, name_alone.state) == (other.id, AMBIGUOUS)
    assert [one.target for one in name_alone.candidates] == [Target(donor.id, office.th)]


def test_rules_that_disagree_list_their_candidates(database):
    office = an_office(database)
    donor, other = a_donor(office, "Bà Một"), a_donor(office, "Bà Hai")
    first, second, third = incoming(office, *((f"0{day}/03/2026", 1_000 * day, FROM_AN) for day in (2, 3, 4)))
    decided(office, first, donor)
    decided(office, second, other)

    proposal = proposed(office)[2]

    assert (proposal.line, proposal.state, proposal.reason) == (
        third.id,
        AMBIGUOUS,
        "các dấu hiệu đã học không thống nhất",
    )
    assert [one.target.donor for one in proposal.candidates] == [donor.id, other.id]


def test_a_name_alone_is_believed_after_three_decisions_that_agree(database):
    office = an_office(database)
    donor = a_donor(office, "Bà Một")
    lines = incoming(
        office, *((f"0{day}/03/2026", 1_000 * day, f"{day}.LO VAN AN chuyen tien") for day in (2, 3, 4, 5))
    )
    for line in lines[:2]:
        decided(office, line, donor)
    assert proposed(office)[3].state is AMBIGUOUS

    decided(office, lines[2], donor)

    assert (proposed(office)[3].state, proposed(office)[3].reason) == (
        MATCHED,
        "người chuyển «lo van an» (3 lần người phụ trách đã quyết định)",
    )


def test_a_phrase_that_a_person_wrote_down_is_recognised(database):
    office = an_office(database)
    school = a_donor(office, "Trường THCS Mường Sáng", kind=DonorKind.ORGANISATION)
    first, _ = incoming(
        office,
        ("02/03/2026", 1_000, "lop 9a THCS M.Sang nop"),
        ("03/03/2026", 2_000, "quy THCS M SANG thang 3"),
    )
    decided(office, first, school, office.th, phrase="THCS m.sang")

    assert told(office)[1] == (
        MATCHED,
        Target(school.id, office.th),
        "cụm từ «thcs m sang» (1 lần người phụ trách đã quyết định)",
    )


def test_a_decision_always_wins_and_a_later_one_replaces_it_and_its_lesson(database):
    office = an_office(database)
    donor, other = a_donor(office, "Bà Một"), a_donor(office, "Bà Hai")
    mark = code(office, donor=donor)
    line, _ = incoming(office, ("02/03/2026", 1_000, f"{mark} {FROM_AN}"), ("03/03/2026", 2_000, FROM_AN))
    decided(office, line, donor)
    decided(office, line, other)

    first, second = proposed(office)

    assert (first.target, second.target) == (Target(other.id, office.kh), Target(other.id, office.kh))
    decided(office, line, verdict=Verdict.OTHER)
    assert [one.state for one in proposed(office)] == [ProposalState.NOT_A_GIFT, UNMATCHED]
    decided(office, line, verdict=Verdict.UNKNOWN)
    assert [one.state for one in proposed(office)] == [UNMATCHED, UNMATCHED]


def test_a_rule_that_is_switched_off_is_silent(database):
    office = an_office(database)
    first, _ = incoming(office, ("02/03/2026", 1_000, FROM_AN), ("03/03/2026", 2_000, FROM_AN))
    decided(office, first, a_donor(office, "Bà Một"))

    for rule in office.read(lambda s: rules(s, office.unit)):
        office.do("donation.switch_rule", lambda s, c, number=rule.id: switch_rule(s, c, number, on=False))

    assert told(office)[1] == (UNMATCHED, None, "không có mã, quy tắc hay tên nào trong nội dung")


def test_a_lesson_about_a_merged_donor_proposes_the_survivor(database):
    office = an_office(database)
    merged, survivor = a_donor(office, "Bà Một"), a_donor(office, "Bà Hai")
    first, _ = incoming(office, ("02/03/2026", 1_000, FROM_AN), ("03/03/2026", 2_000, FROM_AN))
    decided(office, first, merged)
    office.do(
        "donor.merge",
        lambda s, c: merge_donors(s, c, s.get_one(Donor, merged.id), survivor=s.get_one(Donor, survivor.id)),
    )

    assert [one.target for one in proposed(office)] == [Target(survivor.id, office.kh)] * 2


def test_names_of_the_register_are_matched_only_where_nobody_else_can_be_meant(database):
    office = an_office(database)
    firm = a_donor(office, "Công ty An Bình", kind=DonorKind.ORGANISATION)
    person = a_donor(office, "Cầm Văn Đức", locality="Sở Nội vụ")
    a_donor(office, "Lò Thị Ánh", locality="Xã A")
    a_donor(office, "Lò Thị Ánh", locality="Xã B")
    incoming(
        office,
        ("02/03/2026", 1_000, "CONG TY AN BINH ung ho"),
        ("03/03/2026", 2_000, "CAM VAN DUC - SO NOI VU ung ho"),
        ("04/03/2026", 3_000, "CAM VAN DUC ung ho"),
        ("05/03/2026", 4_000, "LO THI ANH xa A ung ho"),
    )

    found = proposed(office)

    assert [(one.state, one.target) for one in found] == [
        (MATCHED, Target(firm.id, office.kh)),
        (MATCHED, Target(person.id, office.kh)),
        (AMBIGUOUS, None),
        (AMBIGUOUS, None),
    ]
    assert found[1].reason == "nội dung có tên «Cầm Văn Đức» kèm dấu hiệu riêng trong sổ"
    assert (found[2].reason, len(found[3].candidates)) == (
        "chỉ có tên, có thể là người khác; hãy xác nhận",
        2,
    )


def test_lines_by_themselves_are_taken_for_what_they_are_taken_among_all(database):
    office = an_office(database)
    a_donor(office, "Công ty TNHH A & B – Mường Sáng", kind=DonorKind.ORGANISATION)
    a_donor(office, "Công ty An Bình (chi nhánh 2)", kind=DonorKind.ORGANISATION)
    a_donor(office, "Lò Thị Ánh", locality="Xã A")
    a_donor(office, "Lò Thị-Ánh", locality="Xã B")
    a_donor(office, "Cầm Văn Đức", locality="Sở Nội vụ")
    incoming(
        office,
        ("02/03/2026", 1_000, "CONG TY TNHH A B MUONG SANG ung ho"),
        ("02/03/2026", 1_500, "Cong ty An Binh (chi nhanh 2) UH"),
        ("03/03/2026", 2_000, "CAM VAN DUC - SO NOI VU ung ho"),
        ("04/03/2026", 4_000, "LO THI ANH xa A ung ho"),
        ("05/03/2026", 5_000, "khong ten"),
        ("06/03/2026", 6_000, FROM_AN),
    )
    among_all = proposed(office)

    alone = [one for line in among_all for one in proposed(office, only=[line.line])]

    assert alone == among_all == proposed(office, only=[one.line for one in among_all])
    assert [one.state for one in among_all] == [MATCHED, MATCHED, MATCHED, AMBIGUOUS, UNMATCHED, UNMATCHED]


def test_accepting_books_what_is_matched_and_leaves_the_rest(database):
    office = an_office(database)
    donor = a_donor(office)
    mark = code(office, donor=donor)
    first, second, third = incoming(
        office, ("02/03/2026", 1_000, mark), ("03/03/2026", 2_000, "khong ro"), ("01/04/2026", 5_000, mark)
    )

    assert accepted(office, days=DateRange.parse("2026-03")) == Accepted(gifts=1, amount=1_000)
    assert accepted(office) == Accepted(gifts=1, amount=5_000)
    assert accepted(office) == Accepted(gifts=0, amount=0)

    assert [office.read(lambda s, n=line.id: remaining(s, n)) for line in (first, second, third)] == [
        0,
        2_000,
        0,
    ]
    booked = office.read(lambda s: s.query(Donation).order_by(Donation.id).all())
    assert [(one.donor_id, one.day, one.amount) for one in booked] == [
        (donor.id, date(2026, 3, 2), 1_000),
        (donor.id, date(2026, 4, 1), 5_000),
    ]


def test_money_that_waited_is_identified_by_what_was_learned_since(database):
    office = an_office(database)
    donor = a_donor(office, "Bà Một")
    line = incoming(office, ("02/03/2026", 1_000, FROM_AN))[0]
    office.do("bank.book", lambda s, c: book_unidentified(s, c, [line.id]))
    decided(office, line, donor, office.th)

    done = accepted(office, state=LineState.UNIDENTIFIED)

    (gift,) = office.read(lambda s: s.query(Donation).all())
    assert done == Accepted(gifts=1, amount=1_000)
    assert postings(office, gift.id) == [("3381", "112", "KH", 1_000), ("112", "411", "TH", 1_000)]
