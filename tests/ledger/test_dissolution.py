"""A unit's book is handed over whole: to the đồng, principal as principal, in one transaction or not at all."""

import itertools
import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khfund import money
from khfund.calendar import Month
from khfund.command import contradictions
from khfund.db import Database
from khfund.ledger import AccountRole, Fund, balances, fund_balance
from khfund.ledger.accounting_period import FutureDayError, ReasonMissingError, ask_reopening, reopen_period
from khfund.ledger.bequest import DissolutionIncompleteError, Heir, HeirUnfitError, UnitHasLaterEntriesError
from khfund.ledger.dissolution import UnitDissolvedError, UnitNotEndedError, dissolve, usual_heirs
from khfund.ledger.journal import UnitEndedError
from khfund.reports.check import check
from khfund.reports.consolidation import Item, consolidate
from khfund.unit import Level, SuccessionKind, Unit, succeed
from tests.builders import an_office, write_by_hand
from tests.provinces import a_unit, an_order, as_one

OPENED, END = date(2024, 1, 1), date(2025, 7, 1)
ROLES_OF_ALL = AccountRole
SHARES = (2_500, 2_000, 1_500, 1_500, 1_500, 1_000)


@pytest.fixture
def province(database):
    return an_office(database, opened=OPENED)


def bac_yen(province, shares=SHARES, book=OPENED):
    """The district of Bắc Yên and the communes that take its place, each with its book."""
    district = a_unit(province, "121", "Hội Khuyến học huyện Bắc Yên", level=Level.DISTRICT, book=book)
    communes = [
        a_unit(province, f"038{number}", f"Hội Khuyến học xã {number}", founded=END, book=END)
        for number in range(len(shares))
    ]
    return district, communes


def end(province, district, communes, shares=SHARES, day=END):
    def work(session, command):
        heirs = [session.get_one(Unit, one.unit) for one in communes]
        own = session.get_one(Unit, district.unit)
        succeed(session, command, own, heirs, day=day, kind=SuccessionKind.DISSOLVED, shares=shares)
        return command.warnings

    return province.do("unit.succeed", work, by=province.chair)


def hand_over(district, heirs=None, day=END, request_id=None, decision="QĐ 12/QĐ-HKH ngày 01/7/2025"):
    def work(session):
        own = session.get_one(Unit, district.unit)
        wanted = usual_heirs(session, own) if heirs is None else heirs
        order = an_order(district, "unit.dissolve", district.chair, request_id, day=day.isoformat())
        return dissolve(session, order, wanted, day=day, decision=decision)

    return as_one(district, work)


def funded(district):
    """Gifts, principal, a term deposit, money not identified: 10.000.001 đ in KH, 7.000.003 đ of principal in TH."""
    district.gift(date(2024, 3, 1), 10_000_001)
    roles = AccountRole
    district.post(date(2024, 4, 1), district.posting(roles.BANK, roles.PRINCIPAL, 7_000_003, district.th))
    district.post(date(2024, 5, 1), district.posting(roles.TERM_DEPOSIT, roles.BANK, 5_000_000, district.th))
    district.post(
        date(2025, 1, 5), district.posting(roles.ACCRUED_INTEREST, roles.INTEREST, 77_777, district.th)
    )
    district.post(date(2025, 2, 5), district.posting(roles.BANK, roles.UNIDENTIFIED, 333_331))
    district.post(date(2025, 3, 5), district.posting(roles.SCHOLARSHIPS, roles.CASH, 1_000_000))


def stands(home, fund, on=date(2025, 12, 31)):
    return home.read(lambda s: fund_balance(s, s.get_one(Fund, fund), on))


def test_the_fund_of_bac_yen_goes_to_six_communes_by_shares_to_the_dong(province):
    district, communes = bac_yen(province)
    funded(district)
    before_kh, before_th = stands(district, district.kh), stands(district, district.th)
    end(province, district, communes)

    answer = hand_over(district)

    kh, th = [stands(one, one.kh) for one in communes], [stands(one, one.th) for one in communes]
    assert answer == {"heirs": [one.unit for one in communes], "entries": 2}
    assert [one.principal for one in th] == [1_750_001, 1_400_001, 1_050_001, 1_050_000, 1_050_000, 700_000]
    assert sum(one.principal for one in th) == before_th.principal == 7_000_003
    assert sum(one.spendable for one in th) == before_th.spendable == 77_777
    assert [sum(getattr(one, what) for one in kh) for what in ("assets", "liabilities", "spendable", "liquid")] == [
        9_333_332, 333_331, before_kh.spendable, before_kh.liquid,
    ]  # fmt: skip


def test_the_old_book_stands_at_zero_and_its_earlier_years_are_as_they_were(province):
    district, communes = bac_yen(province)
    funded(district)
    then = district.read(lambda s: balances(s, district.unit, date(2024, 12, 31)))
    end(province, district, communes)

    hand_over(district)

    assert set(district.read(lambda s: balances(s, district.unit, END)).values()) == {0}
    assert district.read(lambda s: balances(s, district.unit, date(2024, 12, 31))) == then
    assert district.read(check) == []
    assert district.read(lambda s: list(contradictions(s))) == []


def test_a_unit_that_ends_with_money_in_its_book_is_pointed_out(province):
    district, communes = bac_yen(province)
    funded(district)

    warnings = end(province, district, communes)

    (warning,) = warnings
    assert str(warning) == (
        "Lưu ý: Hội Khuyến học huyện Bắc Yên kết thúc từ ngày 01/07/2025 nhưng sổ còn 16.411.112 đ; "
        "hãy bàn giao bằng `khfund unit dissolve`."
    )


def test_a_unit_does_not_end_before_its_last_entry(province):
    district, communes = bac_yen(province)
    district.gift(date(2025, 7, 2), 1_000)

    with pytest.raises(UnitHasLaterEntriesError) as refusal:
        end(province, district, communes)

    assert str(refusal.value) == (
        "Sổ của Hội Khuyến học huyện Bắc Yên có bút toán ngày 02/07/2025; "
        "đơn vị không thể kết thúc từ ngày 01/07/2025."
    )


def test_nothing_is_booked_with_a_unit_after_its_end_even_by_hand(province):
    district, communes = bac_yen(province)
    end(province, district, communes)

    with pytest.raises(UnitEndedError) as refusal:
        district.gift(END, 1_000)

    assert str(refusal.value) == (
        "Đơn vị đã kết thúc từ ngày 01/07/2025; không ghi sổ ngày 01/07/2025 được. Hãy ghi ở đơn vị kế thừa."
    )
    row = "INSERT INTO entry (id, unit_id, day, voucher_kind, voucher_year, voucher_number, narration, command_number"
    for more, values in ((")", ")"), (", correction)", ", 'handover')")):
        unit_id = district.unit if more == ")" else communes[0].unit
        with pytest.raises(Exception, match="entry: the book of a unit that has ended"):
            write_by_hand(
                province.database,
                f"{row}{more} VALUES (999, {unit_id}, '2025-07-01', 'PK', 2025, 1, 'x', 1{values}",
            )


def test_a_book_is_handed_over_once_and_never_opened_again(province):
    district, communes = bac_yen(province)
    funded(district)
    end(province, district, communes)
    first = hand_over(district, request_id="ban-giao")

    again = hand_over(district, request_id="ban-giao")
    with pytest.raises(UnitDissolvedError) as refusal:
        hand_over(district)
    july = Month(2025, 7)
    district.do("period.ask_reopen", lambda s, c: ask_reopening(s, c, july, reason="Quên"), by=district.chief)
    with pytest.raises(UnitDissolvedError):
        district.do(
            "period.reopen",
            lambda s, c: reopen_period(s, c, july, today=date(2025, 9, 1)),
            by=district.chair,
        )

    assert again == first
    assert str(refusal.value) == (
        "Sổ của Hội Khuyến học huyện Bắc Yên đã bàn giao ngày 01/07/2025 và đóng vĩnh viễn."
    )
    with pytest.raises(Exception, match="book: it was handed over"):
        write_by_hand(
            province.database, f"UPDATE book SET closed_until = NULL WHERE unit_id = {district.unit}"
        )


def test_what_would_be_left_nowhere_is_listed_and_nothing_is_done(province):
    district, communes = bac_yen(province, shares=(10_000,))
    funded(district)
    late = a_unit(province, "09999", "Hội Khuyến học xã Muộn", founded=END, book=date(2025, 9, 1))
    end(province, district, [*communes, late], shares=(5_000, 5_000))
    heirs = {district.th: [Heir(communes[0].unit, communes[0].kh, 1), Heir(late.unit, late.th, 1)]}

    with pytest.raises(DissolutionIncompleteError) as refusal:
        hand_over(district, heirs)

    assert str(refusal.value) == (
        "Chưa bàn giao sổ của Hội Khuyến học huyện Bắc Yên được, còn 3 việc: "
        "quỹ KH còn 9.333.332 đ nhưng chưa rõ quỹ nào của đơn vị kế thừa nhận; "
        "quỹ TH chỉ được chi lãi, còn quỹ KH của Hội Khuyến học xã 0 được chi hết; "
        "sổ của Hội Khuyến học xã Muộn không mở vào ngày 01/07/2025"
    )
    assert stands(district, district.th).principal == 7_000_003
    assert stands(communes[0], communes[0].th).principal == 0


def test_only_successors_and_those_above_take_over(province):
    district, communes = bac_yen(province, shares=(10_000,))
    stranger = a_unit(province, "00001", "Hội Khuyến học xã Lạ", book=OPENED)
    end(province, district, communes, shares=(10_000,))
    funds = {district.kh: [Heir(stranger.unit, stranger.kh, 1)]}

    with pytest.raises(HeirUnfitError) as refusal:
        hand_over(district, funds)

    assert str(refusal.value) == (
        "Hội Khuyến học xã Lạ (tỉnh Mường Sáng) không kế thừa Hội Khuyến học huyện Bắc Yên (tỉnh Mường Sáng) "
        "và cũng không phải cấp trên của Hội Khuyến học huyện Bắc Yên (tỉnh Mường Sáng)."
    )


def test_the_province_above_may_take_over(province):
    district, communes = bac_yen(province, shares=(10_000,))
    funded(district)
    end(province, district, communes, shares=(10_000,))
    own = {
        district.kh: [Heir(province.unit, province.kh, 1)],
        district.th: [Heir(province.unit, province.th, 1)],
    }

    hand_over(district, own)

    assert stands(province, province.th).principal == 7_000_003


def test_a_living_unit_hands_nothing_over(province):
    district, _communes = bac_yen(province, shares=(10_000,))

    with pytest.raises(UnitNotEndedError) as refusal:
        hand_over(district, {})

    assert str(refusal.value) == (
        "Hội Khuyến học huyện Bắc Yên chưa kết thúc vào ngày 01/07/2025; "
        "hãy ghi đơn vị kế thừa bằng `khfund unit succeed` trước."
    )


def test_a_handover_rests_on_a_decision_and_on_a_day_that_has_come(province):
    district, communes = bac_yen(province, shares=(10_000,))
    end(province, district, communes, shares=(10_000,))

    for more, error in (
        ({"decision": " "}, ReasonMissingError),
        ({"day": date(2027, 1, 16)}, FutureDayError),
    ):
        with pytest.raises(error):
            hand_over(district, {}, **more)


# -- any tree of mergers keeps every đồng ------------------------------------------------------------------------------

GENERATIONS = (date(2025, 7, 1), date(2026, 1, 1), date(2026, 7, 1))


@st.composite
def mergers(draw):
    """Generations of units: what each first unit holds, and for each later generation who goes to whom in what shares."""
    sizes = [draw(st.integers(1, 3)) for _ in range(len(GENERATIONS) + 1)]
    held = [draw(st.lists(st.integers(0, 10**9), min_size=3, max_size=3)) for _ in range(sizes[0])]
    steps = []
    for before, after in itertools.pairwise(sizes):
        weights = [draw(st.lists(st.integers(1, 9), min_size=after, max_size=after)) for _ in range(before)]
        steps.append([money.split(10_000, one) for one in weights])
    return held, steps


@pytest.mark.slow
@given(mergers())
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_tree_of_mergers_keeps_every_dong_and_the_principal(sqlite_template, plan):
    held, steps = plan
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{shutil.copyfile(sqlite_template, Path(folder) / 'books.sqlite')}")
        province = an_office(database, opened=OPENED)
        before = [_a_unit_that_holds(province, f"0.{place}", amounts) for place, amounts in enumerate(held)]
        for generation, (day, step) in enumerate(zip(GENERATIONS, steps, strict=True), 1):
            after = [
                a_unit(province, f"{generation}.{place}", f"Hội {generation}.{place}", founded=day, book=day)
                for place in range(len(step[0]))
            ]
            for home, shares in zip(before, step, strict=True):
                end(province, home, after, shares=shares, day=day)
                hand_over(home, day=day)
            before = after

        shown = province.read(lambda s: consolidate(s, s.get_one(Unit, province.unit), GENERATIONS[-1]))
        cash, principal, waiting = (sum(amounts[place] for amounts in held) for place in range(3))
        totals = [shown.total(item) for item in (Item.CASH, Item.BANK, Item.PRINCIPAL, Item.DEBTS)]
        assert totals == [cash, principal + waiting, principal, waiting]
        assert (province.read(check), shown.warnings) == ([], [])
        database.dispose()


def _a_unit_that_holds(province, code, amounts):
    home = a_unit(province, code, f"Hội {code}", book=OPENED)
    cash, principal, waiting = amounts
    roles = AccountRole
    for debit, credit, amount, fund in (
        (roles.CASH, roles.GIFTS, cash, home.kh),
        (roles.BANK, roles.PRINCIPAL, principal, home.th),
        (roles.BANK, roles.UNIDENTIFIED, waiting, home.kh),
    ):
        if amount:
            home.post(date(2024, 3, 1), home.posting(debit, credit, amount, fund))
    return home
