from datetime import date

import pytest

from khfund.calendar import Month
from khfund.engine_failure import GuardedError
from khfund.ledger.accounting_period import ReasonMissingError
from khfund.scholarships.instalment import EXPLAINERS, DropReason, Withholding, explains_absence
from khfund.scholarships.payment_absence import (
    AbsenceStatedError,
    AbsenceUnexplainedError,
    NotAbsentError,
    difference,
    explain_absence,
)
from khfund.scholarships.payment_run import find_run
from khfund.scholarships.recipient import Recipient
from khfund.scholarships.recipient_change import merge_recipients
from tests.builders import write_by_hand
from tests.scholarships.runs import NOVEMBER, a_payer
from tests.scholarships.sponsorships import Home, a_programme

OCTOBER_END, NOVEMBER_END = date(2026, 10, 31), date(2026, 11, 30)


@pytest.fixture
def payer(database):
    """Three pupils who were paid for October."""
    made = a_payer(database)
    made.owe(0, 1, 2)
    made.paid(*made.lines(made.approved(OCTOBER_END)))
    return made


def absent(payer, run):
    """Who is missing: (pupil's place, reason, sentence)."""

    def look(session):
        found = difference(session, find_run(session, payer.office.unit, run.id))
        return [
            (
                payer.pupils.index(one.recipient),
                one.why and one.why.reason.value,
                one.why and one.why.sentence,
            )
            for one in found.absent
        ]

    return payer.office.read(look)


def explain(payer, run, place, reason=DropReason.MOVED, note="Theo giấy của xã"):
    return payer.office.do(
        "payment.explain",
        lambda s, c: explain_absence(
            s, c, find_run(s, c.unit, run.id), payer.pupils[place], reason=reason, note=note
        ),
    )


def new(payer, run):
    return payer.office.read(
        lambda s: [
            payer.pupils.index(one) for _, one in difference(s, find_run(s, payer.office.unit, run.id)).new
        ]
    )


def test_whoever_was_not_paid_before_is_new(payer):
    payer.enter(1)
    payer.owe(0, 1, 2, 3, month=NOVEMBER)
    run = payer.draft(NOVEMBER_END)

    assert (new(payer, run), absent(payer, run)) == ([3], [])
    assert payer.office.read(lambda s: difference(s, run).previous) == {1: 1}


def test_who_has_no_award_left_is_done(payer):
    payer.owe(0, month=NOVEMBER)

    run = payer.approved(NOVEMBER_END)

    done = "Mọi suất đã quyết định đều ở trong đợt đã duyệt trước; không còn kỳ chi nào."
    assert absent(payer, run) == [(1, "completed", done), (2, "completed", done)]


def test_a_final_reason_ends_the_search(payer):
    payer.owe(0, month=NOVEMBER)
    payer.approved(NOVEMBER_END)
    payer.owe(0, month=NOVEMBER.next())

    assert absent(payer, payer.draft(date(2026, 12, 31))) == []


def test_whoever_comes_back_after_a_final_reason_is_new(payer):
    payer.owe(0, month=NOVEMBER)
    payer.approved(NOVEMBER_END)
    payer.owe(0, 1, month=NOVEMBER.next())

    assert new(payer, payer.draft(date(2026, 12, 31))) == [1]


def test_who_is_withheld_is_missing_for_that_reason(payer, monkeypatch):
    payer.owe(0, 1, 2, month=NOVEMBER)
    why = Withholding(DropReason.EVIDENCE_EXPIRED, "Giấy hết hạn.")
    pupil = payer.pupils[1]
    monkeypatch.setattr(
        "khfund.scholarships.payment_draft.WITHHOLDERS",
        [lambda _s, some, _day: {one.id: why for one in some if one.recipient_id == pupil}],
    )

    run = payer.approved(NOVEMBER_END)

    assert absent(payer, run) == [(1, "evidence_expired", "Giấy hết hạn.")]


def test_nobody_is_forgotten_over_several_runs(payer, monkeypatch):
    payer.owe(0, 1, 2, month=NOVEMBER)
    pupil = payer.pupils[1]
    why = Withholding(DropReason.SUSPENDED, "Tạm dừng.")
    monkeypatch.setattr(
        "khfund.scholarships.payment_draft.WITHHOLDERS",
        [lambda _s, some, _day: {one.id: why for one in some if one.recipient_id == pupil}],
    )
    payer.approved(NOVEMBER_END)
    payer.owe(0, 2, month=NOVEMBER.next())

    assert absent(payer, payer.draft(date(2026, 12, 31))) == [(1, "suspended", "Tạm dừng.")]


def test_what_falls_due_later_is_not_due_now(payer):
    payer.owe(0, 2, month=NOVEMBER)
    payer.owe(1, month=NOVEMBER.next())

    run = payer.draft(NOVEMBER_END)

    assert absent(payer, run) == [(1, "not_due", "Kỳ chi tiếp theo đến hạn ngày 01/12/2026.")] + [
        one for one in absent(payer, run) if one[0] != 1
    ]


def test_what_was_withdrawn_says_why(payer):
    *_others, number = payer.owe(0, 2, 1, month=NOVEMBER)
    payer.withdraw(number, DropReason.DIED)

    assert absent(payer, payer.draft(NOVEMBER_END)) == [
        (1, "died", f"Kỳ chi số {number} đã rút ngày 15/01/2027.")
    ]


def test_what_came_back_and_waits_says_so(database):
    payer = a_payer(database)
    payer.owe(0, 1)
    payer.not_sent(payer.lines(payer.approved(OCTOBER_END))[0])
    payer.owe(1, month=NOVEMBER)

    assert absent(payer, payer.draft(NOVEMBER_END)) == [
        (0, "returned", "Tiền của đợt chi số 1 bị trả lại ngày 15/01/2027.")
    ]


def test_a_run_that_pays_again_leaves_nobody_out(database):
    payer = a_payer(database)
    payer.owe(0, 1)
    line = payer.lines(payer.approved(OCTOBER_END))[0]
    payer.not_sent(line)

    assert absent(payer, payer.again(line)) == []


def test_two_entries_that_are_one_person_are_not_missing(payer):
    (place,) = payer.enter(1)
    payer.owe(0, 1, place, month=NOVEMBER)
    first, second = payer.pupils[2], payer.pupils[place]

    def merge(session, command):
        merge_recipients(
            session,
            command,
            session.get_one(Recipient, second),
            survivor=session.get_one(Recipient, first),
            reason="Một em",
        )

    payer.office.do("recipient.merge", merge)

    run = payer.draft(NOVEMBER_END)
    assert (absent(payer, run), new(payer, run)) == ([], [])


# -- sponsorships: nothing says that they are complete --------------------------------------------------------------


@pytest.fixture
def unexplained(database, monkeypatch):
    """Two sponsored children were paid for September; of one nothing is owed for October, and nothing says why."""
    payer = a_payer(database, 0)
    home = Home(payer.office, a_programme(payer.office))
    children = [home.child("Lò Thị Ánh"), home.child("Quàng Văn Bình")]
    payer.pupils = [one.id for one in children]
    payer.pay_to(0, "cash", reason="")
    payer.pay_to(1, "cash", reason="")
    for child in payer.pupils:
        home.enrol(child, 2026)
    home.agree(children[0], home.sponsor())
    home.agree(children[1], home.sponsor("Trần Thị Bưởi"), ends=Month(2026, 9))
    payer.approved(date(2026, 9, 30))
    monkeypatch.setattr("khfund.scholarships.payment_absence.EXPLAINERS", [])
    return payer


def test_nobody_vanishes_without_a_coded_reason(unexplained):
    run = unexplained.draft(OCTOBER_END)

    with pytest.raises(AbsenceUnexplainedError) as refused:
        unexplained.approve(run)

    assert absent(unexplained, run) == [(1, None, None)]
    assert str(refused.value) == (
        "Đợt chi số 2 thiếu 1 người đã có trong đợt trước mà chưa rõ lý do (người nhận số 2); hãy nêu lý do bằng "
        "`khfund payment explain`."
    )


def test_a_stated_reason_lets_the_run_be_approved_and_is_kept(unexplained):
    run = unexplained.draft(OCTOBER_END)

    explain(unexplained, run, 1)
    unexplained.approve(run)

    assert absent(unexplained, run) == [(1, "moved", "Theo giấy của xã")]


def test_a_reason_is_stated_once(unexplained):
    run = unexplained.draft(OCTOBER_END)
    explain(unexplained, run, 1)

    with pytest.raises(AbsenceStatedError) as refused:
        explain(unexplained, run, 1)

    assert (
        str(refused.value)
        == "Người nhận số 2 đã có lý do vắng mặt trong đợt chi số 2: đã chuyển đi nơi khác."
    )


def test_a_reason_is_stated_for_somebody_who_is_missing(unexplained):
    run = unexplained.draft(OCTOBER_END)

    with pytest.raises(NotAbsentError) as refused:
        explain(unexplained, run, 0)

    assert (
        str(refused.value)
        == "Người nhận số 1 không thuộc diện vắng mặt trong đợt chi số 2; không cần nêu lý do."
    )


def test_a_stated_reason_has_words(unexplained):
    with pytest.raises(ReasonMissingError):
        explain(unexplained, unexplained.draft(OCTOBER_END), 1, note=" ")


def test_other_areas_may_explain_an_absence(unexplained, monkeypatch):
    said = Withholding(DropReason.GRADUATED, "Hết lớp 12.")
    monkeypatch.setattr(
        "khfund.scholarships.payment_absence.EXPLAINERS",
        [lambda _s, _p, people, _d: dict.fromkeys(people, said)],
    )

    assert absent(unexplained, unexplained.draft(OCTOBER_END)) == [(1, "graduated", "Hết lớp 12.")]


def test_explainers_are_registered():
    before = list(EXPLAINERS)

    explains_absence(explainer := lambda *_: {})
    EXPLAINERS.remove(explainer)

    assert before == EXPLAINERS


def test_an_approved_run_gains_no_reasons(payer):
    payer.owe(0, month=NOVEMBER)
    payer.approved(NOVEMBER_END)

    with pytest.raises(GuardedError):
        write_by_hand(
            payer.office.database,
            "INSERT INTO payment_absence SELECT 1, 1, 1, 'other', 'x', stated, command_number FROM payment_absence "
            "WHERE recipient_id = 2",
        )
