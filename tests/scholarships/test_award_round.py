"""Award rounds: their terms at opening, and the row that follows its events."""

from datetime import date

import pytest

from khfund.eligibility.shelf import RulebookUnknownError, rulebook
from khfund.engine_failure import GuardedError
from khfund.ledger import Account
from khfund.ledger.fund import Fund
from khfund.reports.check import check
from khfund.scholarships.award_round import (
    BudgetBeyondRoomError,
    RoundPurpose,
    RoundTermsError,
    RoundUnknownError,
    beyond_room,
    events,
    find_round,
    open_round,
    round_room,
    rounds,
)
from khfund.scholarships.programme import ProgrammeKind, find_programme, open_programme
from khfund.scholarships.round_state import RoundState, RoundStep
from tests.builders import write_by_hand
from tests.scholarships.rounds import RULES, a_round


def another(made, code="XB27", **terms):
    """Open another round of the same programme and fund; the warnings of the command."""

    def work(session, command):
        programme = find_programme(session, made.office.unit, "TSMT")
        given = {"school_year": 2026, "fund": session.get_one(Fund, made.office.kh), "budget": 1_000_000}
        given |= {"nominate_until": date(2027, 2, 1), "as_of": date(2027, 2, 1)} | terms
        open_round(session, command, programme, code, terms.pop("name", "Đợt khác"), **given)
        return [str(one) for one in command.warnings]

    return made.office.do("round.open", work, by=made.office.chair)


def test_a_round_opens_with_its_rules_frozen_and_its_first_event(database):
    made = a_round(database)

    found = made.read(lambda s, r: (r.state, r.rulebook, r.rulebook_digest, r.budget))
    (event,) = made.read(events)

    assert found == (RoundState.OPEN, RULES, rulebook(RULES).digest, 10_000_000)
    assert (event.step, event.state, event.budget, event.person_id) == (
        RoundStep.OPENED,
        RoundState.OPEN,
        10_000_000,
        made.office.chair,
    )
    assert made.office.read(check) == []


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"code": "TSMT27"}, "mã «TSMT27» đã có đợt khác"),
        ({"code": ""}, "chưa ghi mã hoặc tên đợt"),
        ({"budget": 0}, "ngân sách phải lớn hơn 0 và không quá 1.000.000 tỷ đồng"),
        ({"budget": 10**15 + 1}, "ngân sách phải lớn hơn 0 và không quá 1.000.000 tỷ đồng"),
        (
            {"vote_until": date(2027, 1, 31)},
            "hạn nhận đề nghị, hạn thẩm định và hạn chấm điểm phải theo thứ tự",
        ),
        ({"goods": "Xe đạp"}, "đợt trao hiện vật phải ghi trao gì, đợt trao tiền thì không"),
        ({"purpose": RoundPurpose.GOODS}, "đợt trao hiện vật phải ghi trao gì, đợt trao tiền thì không"),
    ],
)
def test_a_round_with_unfit_terms_is_refused(database, terms, reason):
    made = a_round(database)

    with pytest.raises(RoundTermsError) as refusal:
        another(made, **terms)

    assert str(refusal.value) == f"Chưa mở được đợt xét: {reason}."


def test_a_round_of_rules_that_are_not_there_is_refused(database):
    made = a_round(database)

    with pytest.raises(RulebookUnknownError):
        another(made, rulebook="khong-co")


def test_a_sponsorship_has_no_rounds(database):
    made = a_round(database)

    def work(session, command):
        programme = find_programme(session, made.office.unit, "TSMT")
        fund = session.get_one(Fund, made.office.kh)
        terms = {"fund": fund, "opened": date(2026, 1, 1), "kind": ProgrammeKind.SPONSORSHIP}
        account = session.get_one(Account, programme.account_id)
        ours = open_programme(session, command, "NE", "Nuôi em", account=account, **terms)
        dates = {"nominate_until": date(2027, 2, 1), "as_of": date(2027, 2, 1)}
        open_round(session, command, ours, "NE27", "Nuôi em", school_year=2026, fund=fund, budget=1, **dates)

    with pytest.raises(RoundTermsError) as refusal:
        made.do("round.open", lambda s, c, _r: work(s, c))

    assert (
        str(refusal.value) == "Chưa mở được đợt xét: chương trình NE là đỡ đầu dài hạn, không xét theo đợt."
    )


def test_a_budget_beyond_what_the_fund_may_spend_is_warned_with_figures(database):
    made = a_round(database)

    assert another(made, budget=10_000_000) == []
    assert another(made, code="C", budget=1) == [
        (
            "Ngân sách đợt C là 1 đ, quỹ KH chỉ còn 0 đ để chi: được chi 20.000.000 đ, đã cam kết 0 đ, các đợt xét khác "
            "đang giữ 20.000.000 đ. Hãy giảm ngân sách hoặc vận động thêm trước khi ra quyết định."
        )
    ]


def test_a_round_of_goods_holds_no_money(database):
    made = a_round(database)

    said = another(made, purpose=RoundPurpose.GOODS, goods="Xe đạp", budget=90_000_000)

    assert said == []
    assert made.read(lambda s, r: round_room(s, r, date(2027, 1, 15)).free) == 20_000_000


def test_a_refusal_for_want_of_money_is_told_in_english_too(database):
    made = a_round(database)

    def refusal(session, award_round):
        return beyond_room(session, award_round, 5, round_room(session, award_round, date(2027, 1, 15)))

    told = made.read(refusal)

    assert isinstance(told, BudgetBeyondRoomError)
    assert told.text("en") == (
        "The budget of round TSMT27 is 5 đ, the fund KH has only 20.000.000 đ left: it may spend 20.000.000 đ, 0 đ are "
        "promised, other rounds hold 0 đ. Lower the budget or raise money before the decision."
    )


def test_a_round_that_is_not_there_is_told(database):
    made = a_round(database)

    with pytest.raises(RoundUnknownError) as refusal:
        made.office.read(lambda s: find_round(s, made.office.unit, "KHONG"))

    assert str(refusal.value) == "Đơn vị không có đợt xét mã «KHONG»; xem bằng `khfund round list`."


def test_rounds_are_listed_newest_year_first(database):
    made = a_round(database)
    another(made, code="A", school_year=2025)
    another(made, code="B")

    assert made.office.read(lambda s: [one.code for one in rounds(s, made.office.unit)]) == [
        "B",
        "TSMT27",
        "A",
    ]


@pytest.mark.parametrize(
    ("sql", "refusal"),
    [
        ("UPDATE award_round SET state = 'decided'", "it says what its last event says"),
        ("UPDATE award_round SET budget = 1", "it says what its last event says"),
        ("UPDATE award_round SET as_of = '2020-01-01'", "it says what its last event says"),
        ("DELETE FROM award_round", "rows are never deleted"),
        ("UPDATE round_event SET reason = 'x'", "rows never change"),
        (
            (
                "INSERT INTO round_event SELECT 99, round_id, 'decided', 'decided', budget, rulebook_digest, nominate_until, "
                "screen_until, vote_until, day, person_id, reason, command_number FROM round_event"
            ),
            "a round goes from open to closed",
        ),
        (
            (
                "INSERT INTO round_event SELECT 99, round_id, 'opened', 'open', budget, rulebook_digest, nominate_until, "
                "screen_until, vote_until, day, person_id, reason, command_number FROM round_event"
            ),
            "a round goes from open to closed",
        ),
    ],
)
def test_the_database_holds_a_round_to_its_way(database, sql, refusal):
    a_round(database)

    with pytest.raises(GuardedError, match=refusal):
        write_by_hand(database, sql)
