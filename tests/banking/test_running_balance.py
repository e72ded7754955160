from hypothesis import given
from hypothesis import strategies as st

from khfund.banking.running_balance import BREAKS_MAX, Break, RunningBalance, total_breaks
from khfund.errors import Place

NETS = st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=1, max_size=30)


@given(NETS, st.integers(0, 10**12), st.data())
def test_true_balances_agree_in_both_directions_however_few_are_stated(nets, opening, data):
    balances = [opening + sum(nets[: index + 1]) for index in range(len(nets))]
    stated = [balance if data.draw(st.booleans()) else None for balance in balances]
    upward, downward = RunningBalance(), RunningBalance(newest_first=True)

    for row, (net, balance) in enumerate(zip(nets, stated, strict=True)):
        upward.follow(net, balance, row)
    for row, (net, balance) in enumerate(reversed(list(zip(nets, stated, strict=True)))):
        downward.follow(net, balance, row)

    known = sum(balance is not None for balance in stated)
    assert (upward.breaks, downward.breaks) == ([], [])
    assert upward.checked == downward.checked == max(known - 1, 0)
    if known:
        assert (upward.first, upward.now, downward.first, downward.now) == (
            opening,
            balances[-1],
            balances[-1],
            opening,
        )


@given(NETS, st.integers(1, 10**6), st.data())
def test_a_line_left_out_is_noticed_at_the_next_balance(nets, opening, data):
    lost = data.draw(st.integers(0, len(nets) - 1))
    running = RunningBalance()
    running.meet(opening, 0)

    balance = opening
    for row, net in enumerate(nets, 1):
        balance += net
        if row - 1 != lost:
            running.follow(net, balance if row == len(nets) else None, row)
    if lost == len(nets) - 1:
        running.meet(balance, len(nets))

    assert running.breaks == [Break(len(nets), balance, balance - nets[lost])]


def test_a_break_says_both_figures_and_their_difference():
    assert str(Break(7, 5_000, 7_000).error()) == (
        "Số dư ghi 5.000 đ, nhưng tính tiếp từ số dư đã ghi trước đó thì được 7.000 đ (lệch -2.000 đ). "
        "Có thể thiếu hoặc thừa dòng."
    )


def test_breaks_beyond_a_thousand_are_counted():
    running = RunningBalance()

    for row in range(BREAKS_MAX + 5):
        running.follow(1, 0, row)

    assert (len(running.breaks), running.broken) == (BREAKS_MAX, BREAKS_MAX + 4)


def test_a_total_may_be_that_of_the_page_or_of_all():
    place = Place("a.csv", row=9)

    assert total_breaks(place, (5, 7), [(1, 2), (5, 7)]) == []
    assert [str(found) for found in total_breaks(place, (6, 7), [(1, 2), (5, 7)])] == [
        "a.csv, dòng 9: Dòng tổng ghi ghi nợ 6 đ, nhưng cộng các dòng được 5 đ (lệch 1 đ)."
    ]
