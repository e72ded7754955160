"""Term deposits: what is there and when it comes back, one contract with all that happened, and what is done with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import url_for
from flask_admin import expose
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.deed import deed
from admin.ledger.deposit_forms import (
    AccrualForm,
    HandOnForm,
    InterestForm,
    PlacingForm,
    RenewalForm,
    SlipForm,
    TakeOverForm,
    UndoForm,
    WithdrawalForm,
)
from admin.page import Page
from admin.paper import served
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.calendar import now_utc, today
from khfund.command import Answer, Command
from khfund.ledger import Account, Deposit, Fund, find_deposit, funds, holdings, ladder
from khfund.ledger.deposit import PAID_NAMES
from khfund.ledger.deposit_accrual import accrue, accrue_all, pay_interest
from khfund.ledger.deposit_event import KIND_NAMES, DepositEvent, standing, standings
from khfund.ledger.deposit_interest import DAY_COUNT_NAMES, DayCount, written
from khfund.ledger.deposit_ladder import Holding
from khfund.ledger.deposit_maturity import hand_on, mature, roll_over, withdraw
from khfund.ledger.deposit_placing import place, take_over
from khfund.ledger.deposit_undoing import undo
from khfund.reports import chart, deposit_ladder
from khfund.unit import Unit

SOON = 14  # days before maturity from which the treasurer is told


class Deposits(Page):
    """The unit's term deposits."""

    looks = "money.look"
    title = "Tiền gửi có kỳ hạn"
    section = "Quỹ"
    address = "tien-gui"

    @expose("/")
    def index(self) -> str:
        """Show what is on deposit, when it comes back, and what has ended."""
        session, on = reading(), today()
        found = holdings(session, unit().id, on)
        names = {one.id: one for one in funds(session, unit().id)}
        return self.render(
            "ledger/deposits.html",
            rows=[
                {"holding": one, "fund": names[one.deposit.fund_id], "rate": written(one.rate)}
                for one in found
            ],
            chart=_ladder_chart(session, on) if found else None,
            ended=_ended(session, {one.deposit.id for one in found}),
            soon=SOON,
            on=on,
        )

    @expose("/so-theo-doi.<ending>")
    def book(self, ending: str) -> Any:
        """Give the register of deposits as PDF or workbook."""
        session, on = reading(), today()
        form = deposit_ladder.xlsx if ending == "xlsx" else deposit_ladder.pdf
        content = form(deposit_ladder.deposit_book(session, unit(), on, made_at=now_utc(), fund=None))
        return served(content, f"tien-gui-{on.isoformat()}.{'xlsx' if ending == 'xlsx' else 'pdf'}")

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a deposit."""
        return self.render("ledger/deposit.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """A deposit, where it stands, and everything that happened to it."""
        found = find_deposit(session, unit().id, number)
        now = standing(session, found)
        return {
            "title": _("Tiền gửi {contract}", contract=found.label),
            "deposit": found,
            "fund": session.get_one(Fund, found.fund_id),
            "account": session.get_one(Account, found.account_id),
            "rate": written(found.earning.rate),
            "pays": _(PAID_NAMES[found.interest_paid]),
            "counted": _(DAY_COUNT_NAMES[DayCount(found.day_count)]),
            "standing": now,
            "holding": None if now.is_undone else Holding(found, now, today()),
            "whole": found.earning.due(found.principal, found.matures),
            "events": [_event(one) for one in now.events],
            "successor": session.scalar(select(Deposit.id).where(Deposit.predecessor_id == number)),
        }

    @deed(
        "/gui",
        "deposit.place",
        PlacingForm,
        "Gửi tiền có kỳ hạn",
        say="Đã gửi {principal:dong} theo hợp đồng {contract}: khoản số {deposit}, đáo hạn {matures}, lãi dự kiến {expected:dong}.",
        button="Gửi",
        tries=True,
        back=".one",
    )
    def place(self, session: Session, command: Command, form: PlacingForm) -> Answer:
        """Place money of a fund."""
        places = form.places(session, command.unit)
        return _begun(place(session, command, form.says, places, interest=form.interest.data))

    @deed(
        "/nhan",
        "deposit.take_over",
        TakeOverForm,
        "Nhận khoản tiền gửi đã có trong sổ",
        say="Đã nhận {principal:dong} theo hợp đồng {contract}: khoản số {deposit}, đáo hạn {matures}; không ghi bút toán.",
        button="Nhận",
        tries=True,
        back=".one",
    )
    def take_over(self, session: Session, command: Command, form: TakeOverForm) -> Answer:
        """Take over a deposit that the books hold already."""
        made = take_over(
            session,
            command,
            form.says,
            form.places(session, command.unit),
            interest=form.interest.data or 0,
            paid_until=form.paid_until.data,
            day=form.day.data,
        )
        return _begun(made)

    @deed(
        "/du-thu",
        "deposit.accrue",
        AccrualForm,
        "Dự thu lãi mọi khoản tiền gửi",
        say="{month}: đã dự thu lãi của {count} khoản tiền gửi, cộng {interest:dong}.",
        button="Dự thu",
        tries=True,
    )
    def accrue_all(self, session: Session, command: Command, form: AccrualForm) -> Answer:
        """Accrue the interest of every deposit."""
        return _accrued(form, accrue_all(session, command, form.month.data))

    @deed(
        "/<int:number>/du-thu",
        "deposit.accrue",
        AccrualForm,
        "Dự thu lãi tiền gửi số {number}",
        say="{month}: đã dự thu lãi {interest:dong}.",
        button="Dự thu",
        template="ledger/deposit_deed.html",
        shows="looked_at",
        back=".one",
    )
    def accrue(self, session: Session, command: Command, form: AccrualForm, number: int) -> Answer:
        """Accrue the interest of one deposit."""
        found = find_deposit(session, command.unit, number)
        return _accrued(form, [accrue(session, command, found, form.month.data)])

    @deed(
        "/<int:number>/lai",
        "deposit.pay_interest",
        InterestForm,
        "Ngân hàng trả lãi tiền gửi số {number}",
        say="Đã ghi lãi {interest:dong}, theo hợp đồng là {computed:dong} (bút toán {entry}).",
        tries=True,
        template="ledger/deposit_deed.html",
        shows="looked_at",
        back=".one",
    )
    def pay_interest(self, session: Session, command: Command, form: InterestForm, number: int) -> Answer:
        """Enter interest that the bank paid before maturity."""
        found = find_deposit(session, command.unit, number)
        return _slip(pay_interest(session, command, found, day=form.day.data, interest=form.interest.data))

    @deed(
        "/<int:number>/tat-toan",
        "deposit.mature",
        SlipForm,
        "Tất toán tiền gửi số {number}",
        say="Đã tất toán: gốc {principal:dong}, lãi {interest:dong}, theo hợp đồng là {computed:dong} (bút toán {entry}).",
        button="Tất toán",
        tries=True,
        template="ledger/deposit_deed.html",
        shows="looked_at",
        back=".one",
    )
    def mature(self, session: Session, command: Command, form: SlipForm, number: int) -> Answer:
        """Take the money back at maturity."""
        found = find_deposit(session, command.unit, number)
        return _slip(mature(session, command, found, day=form.day.data, interest=form.interest.data))

    @deed(
        "/<int:number>/tai-tuc",
        "deposit.roll_over",
        RenewalForm,
        "Tái tục tiền gửi số {number}",
        say="Đã tái tục khoản {predecessor} thành khoản {deposit}: gốc {principal:dong}, lãi suất {rate} %, đáo hạn {matures}; "
        "lãi kỳ cũ {interest:dong}, theo hợp đồng là {computed:dong}.",
        button="Tái tục",
        tries=True,
        template="ledger/deposit_deed.html",
        shows="looked_at",
    )
    def roll_over(self, session: Session, command: Command, form: RenewalForm, number: int) -> Answer:
        """Let a deposit go on under a new contract."""
        found = find_deposit(session, command.unit, number)
        made = roll_over(session, command, found, form.says, day=form.day.data, interest=form.interest.data)
        return _slip(standing(session, found).last) | _begun(made) | {"predecessor": number}

    @deed(
        "/<int:number>/rut",
        "deposit.withdraw",
        WithdrawalForm,
        "Rút trước hạn tiền gửi số {number}",
        say="Đã rút {principal:dong}, còn gửi {left:dong}; lãi {interest:dong}, theo hợp đồng là {computed:dong} (bút toán {entry}).",
        button="Rút trước hạn",
        danger=True,
        tries=True,
        template="ledger/deposit_deed.html",
        shows="looked_at",
        back=".one",
    )
    def withdraw(self, session: Session, command: Command, form: WithdrawalForm, number: int) -> Answer:
        """Withdraw before maturity."""
        found = find_deposit(session, command.unit, number)
        event = withdraw(
            session, command, found, day=form.day.data, amount=form.amount.data, interest=form.slip
        )
        return _slip(event) | {"left": standing(session, found).principal}

    @deed(
        "/<int:number>/ban-giao",
        "deposit.hand_on",
        HandOnForm,
        "Bàn giao tiền gửi số {number} cho đơn vị kế thừa",
        say="Khoản tiền gửi {deposit} đã bàn giao: gốc {principal:dong}, lãi trên sổ {interest:dong}; không ghi bút toán.",
        button="Bàn giao",
        danger=True,
        template="ledger/deposit_deed.html",
        shows="looked_at",
        back=".one",
    )
    def hand_on(self, session: Session, command: Command, form: HandOnForm, number: int) -> Answer:
        """Hand a contract to the unit that takes over."""
        event = hand_on(session, command, find_deposit(session, command.unit, number), day=form.day.data)
        return {
            "deposit": number,
            "day": event.day.isoformat(),
            "principal": -event.principal,
            "interest": event.received,
        }

    @deed(
        "/<int:number>/hoan-tac",
        "deposit.undo",
        UndoForm,
        "Hoàn tác việc sau cùng của tiền gửi số {number}",
        say="Đã hoàn tác việc sau cùng của khoản tiền gửi {deposit}, ngày {day}.",
        button="Hoàn tác",
        danger=True,
        template="ledger/deposit_deed.html",
        shows="looked_at",
        back=".one",
    )
    def undo(self, session: Session, command: Command, form: UndoForm, number: int) -> Answer:
        """Take back the last thing that was entered."""
        found = find_deposit(session, command.unit, number)
        event = undo(session, command, found, reason=form.reason.data, day=form.day.data)
        return {"deposit": event.deposit_id, "day": event.day.isoformat(), "entry": event.entry_id}


def _begun(deposit: Deposit) -> Answer:
    return {
        "deposit": deposit.id,
        "number": deposit.id,
        "contract": deposit.label,
        "principal": deposit.principal,
        "opened": deposit.opened.isoformat(),
        "matures": deposit.matures.isoformat(),
        "rate": written(deposit.earning.rate),
        "expected": deposit.earning.due(deposit.principal, deposit.matures),
    }


def _slip(event: DepositEvent) -> Answer:
    return {
        "deposit": event.deposit_id,
        "day": event.day.isoformat(),
        "entry": event.entry_id,
        "principal": -event.principal,
        "interest": event.received,
        "computed": event.computed,
        "difference": event.difference,
    }


def _accrued(form: AccrualForm, found: list[DepositEvent]) -> Answer:
    return {
        "month": str(form.month.data),
        "count": len(found),
        "interest": sum(one.recognised for one in found),
        "items": [
            {"deposit": one.deposit_id, "interest": one.recognised, "entry": one.entry_id} for one in found
        ],
    }


def _event(event: DepositEvent) -> dict[str, Any]:
    return {"event": event, "what": _(KIND_NAMES[event.kind]), "difference": event.difference}


def _ladder_chart(session: Session, on: date) -> tuple[str, str]:
    """Draw what comes back month by month."""
    sums: dict[str, int] = {}
    for one in ladder(session, unit().id, on):
        name = f"{one.month.first:%m/%Y}"
        sums[name] = sums.get(name, 0) + one.principal + one.interest
    rows = [chart.Bar(name, amount) for name, amount in sums.items()]
    title = _("Tiền về theo tháng đáo hạn, cả gốc và lãi")
    return chart.bars(title, rows), f"{title}: " + "; ".join(
        _("{month} {amount:dong}", month=one.label, amount=one.amount) for one in rows
    )


def _ended(session: Session, live: set[int]) -> list[dict[str, Any]]:
    query = select(Deposit).where(Deposit.unit_id == unit().id, Deposit.id.not_in(live))
    found = list(session.scalars(query.order_by(Deposit.id.desc()).limit(100)))
    stand = standings(session, found)
    return [
        {
            "deposit": one,
            "ended": stand[one.id].ended,
            "how": "" if stand[one.id].is_undone else _(KIND_NAMES[stand[one.id].last.kind]),
        }
        for one in found
    ]


@todo("deposit.mature")
def _maturing(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    if session.scalar(select(func.count()).select_from(Deposit).where(Deposit.unit_id == unit.id)):
        left = [one.days_left for one in holdings(session, unit.id, today()) if one.days_left <= SOON]
        late = [days for days in left if days < 0]
        where = url_for("deposits.index")
        yield Task(
            _("khoản tiền gửi đã đáo hạn, chưa ghi tất toán hay tái tục"), len(late), where, Urgency.LATE
        )
        yield Task(
            _("khoản tiền gửi đáo hạn trong {days} ngày tới", days=SOON),
            len(left) - len(late),
            where,
            Urgency.SOON,
        )
