"""Planned payments: what was decided to be paid, when it is due, what has become of it, and the voucher that pays it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import request, url_for
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line, Money, Number
from admin.ledger.choosing import MONEY_ROLES, account_choices, fund_choices
from admin.listing import Filters
from admin.page import Page
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, reading, unit
from admin.words import _
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.errors import KhfundError
from khfund.ledger import (
    Account,
    AccountRole,
    Entry,
    Fund,
    Nature,
    Posting,
    VoucherKind,
    draft_voucher,
    find_account,
    find_fund,
    find_voucher,
    voucher,
)
from khfund.ledger.planned_outcome import cancel_planned, move_planned, settle_planned
from khfund.ledger.planned_payment import (
    REASON_NAMES,
    STATE_NAMES,
    CancelReason,
    PlannedMove,
    PlannedPayment,
    PlannedSettlement,
    PlannedState,
    Promise,
    as_it_stands,
    find_planned,
    plan_payment,
    promises,
)
from khfund.unit import Unit

SOON = 14  # days before it is due from which a payment is told
COSTS = frozenset(role for role in AccountRole if role.nature is Nature.COST)


class PaidByWhatError(KhfundError):
    """A planned payment is paid by one entry, or by the entry of one voucher."""

    message = "Hãy ghi số bút toán đã chi, hoặc số chứng từ nháp đã ghi sổ (một trong hai)."
    english = "Give the number of the entry that paid it, or of a posted voucher (one of the two)."


class PlanFilters(Filters):
    """By state."""

    state = Choice("Trạng thái", dict(STATE_NAMES), required=False)


class PlanForm(DeedForm):
    """What a decision promises."""

    what = Line("Chi cho việc gì")
    fund = Choice("Quỹ")
    account = Choice("Tài khoản chi")
    amount = Money("Số tiền")
    due = Day("Ngày phải chi")
    decision = Line("Số quyết định")
    decided = Day("Ngày quyết định", default=today)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer funds and accounts of cost."""
        self.fund.offer(fund_choices(session, unit.id))
        self.account.offer(account_choices(session, unit.id, COSTS))


class PayingForm(DeedForm):
    """The voucher that pays a planned payment."""

    day = Day("Ngày chứng từ", default=today)
    paying = Choice("Chi từ", hint="Tiền mặt: lập phiếu chi. Tiền gửi: lập chứng từ chuyển khoản.")
    amount = Money("Số tiền")
    narration = Line("Nội dung")
    party = Line("Người nhận tiền", required=False)
    address = Line("Địa chỉ của người đó", required=False)
    papers = Number("Số chứng từ gốc kèm theo", required=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer cash and bank; begin with what is still to be paid."""
        self.paying.offer(account_choices(session, unit.id, MONEY_ROLES))
        stands = as_it_stands(session, find_planned(session, unit.id, path["number"]))
        if not self.is_submitted():
            self.amount.process_data(stands.open)
            self.narration.process_data(stands.planned.what)


class SettlingForm(DeedForm):
    """Which entry has paid it."""

    entry = Number("Số bút toán đã chi", required=False)
    voucher = Number("Hoặc số chứng từ nháp đã ghi sổ", required=False)
    amount = Money("Số tiền", required=False, hint="Để trống: cả phần còn lại.")


class MovingForm(DeedForm):
    """Another day, and why."""

    due = Day("Ngày phải chi mới")
    reason = Line("Lý do")


class CancellingForm(DeedForm):
    """Why a promise ends."""

    reason = Choice("Lý do", dict(REASON_NAMES))
    because = Line("Nói rõ thêm", required=False, hint="Bắt buộc khi chọn «lý do khác».")


class Plans(Page):
    """The unit's planned payments."""

    looks = "money.look"
    title = "Khoản dự chi"
    section = "Quỹ"
    address = "du-chi"

    @expose("/")
    def index(self) -> str:
        """Show what is planned, by due day; what is open unless another state is asked for."""
        session = reading()
        filters = PlanFilters(request.args)
        filters.validate()
        asked = filters.state.data or ("" if "state" in request.args else PlannedState.OPEN.value)
        if "state" not in request.args:
            filters.state.data = PlannedState.OPEN.value
        found = [one for one in promises(session, unit().id, today()) if asked in ("", one.state.value)]
        return self.render(
            "ledger/plans.html",
            filters=filters,
            rows=[_row(session, one) for one in found],
            on=today(),
            soon=today() + timedelta(days=SOON),
        )

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a planned payment."""
        return self.render("ledger/plan.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int) -> dict[str, Any]:
        """A planned payment and what has become of it."""
        found = find_planned(session, unit().id, number)
        paid = (
            select(Entry, PlannedSettlement.amount)
            .join(PlannedSettlement, PlannedSettlement.entry_id == Entry.id)
            .where(PlannedSettlement.planned_id == number)
            .order_by(Entry.id)
        )
        moves = select(PlannedMove).where(PlannedMove.planned_id == number).order_by(PlannedMove.id)
        return {
            "title": _("Khoản dự chi {number}", number=number),
            **_row(session, as_it_stands(session, found)),
            "paid": session.execute(paid).all(),
            "moves": list(session.scalars(moves)),
        }

    @deed(
        "/ghi",
        "planned.add",
        PlanForm,
        "Ghi khoản dự chi",
        say="Khoản dự chi số {planned}: {amount:dong}, chi ngày {due}.",
    )
    def add(self, session: Session, command: Command, form: PlanForm) -> Answer:
        """Enter what a decision promises."""
        made = plan_payment(
            session,
            command,
            fund=find_fund(session, command.unit, form.fund.data),
            account=find_account(session, command.unit, form.account.data),
            amount=form.amount.data,
            due=form.due.data,
            what=form.what.data,
            decision=form.decision.data,
            decided=form.decided.data,
        )
        return {"planned": made.id, "amount": made.amount, "due": made.due.isoformat()}

    @deed(
        "/<int:number>/lap-chung-tu",
        "voucher.draft",
        PayingForm,
        "Lập chứng từ chi khoản dự chi {number}",
        say="Đã lập chứng từ nháp {voucher} cho khoản dự chi {planned}; cần người khác duyệt.",
        button="Lập chứng từ",
        template="ledger/plan_deed.html",
        shows="looked_at",
        back=".one",
    )
    def pay(self, session: Session, command: Command, form: PayingForm, number: int) -> Answer:
        """Draft the voucher that pays it."""
        planned = find_planned(session, command.unit, number)
        paying = find_account(session, command.unit, form.paying.data)
        in_cash = paying.role is AccountRole.CASH
        made = draft_voucher(
            session,
            command,
            VoucherKind.PAYMENT if in_cash else VoucherKind.BANK_DEBIT,
            day=form.day.data,
            narration=form.narration.data,
            postings=[Posting(planned.account_id, paying.id, planned.fund_id, form.amount.data)],
            party_name=form.party.data,
            party_address=form.address.data,
            papers=form.papers.data or 0,
            pays=planned,
        )
        similar = [other.id for other in voucher.similar_vouchers(session, made)]
        return {"voucher": made.id, "state": made.state.value, "planned": number, "similar": similar}

    @deed(
        "/<int:number>/da-chi",
        "planned.settle",
        SettlingForm,
        "Ghi rằng khoản dự chi {number} đã chi",
        say="Bút toán {entry} đã chi {amount:dong} cho khoản dự chi số {planned}.",
        template="ledger/plan_deed.html",
        shows="looked_at",
        back=".one",
    )
    def settle(self, session: Session, command: Command, form: SettlingForm, number: int) -> Answer:
        """Say which entry has paid it."""
        drafted, entry = form.voucher.data, form.entry.data
        paid_by = entry if drafted is None else find_voucher(session, command.unit, drafted).entry_id
        if paid_by is None or (entry is not None and entry != paid_by):
            raise PaidByWhatError
        planned = find_planned(session, command.unit, number)
        row = settle_planned(session, command, planned, paid_by, amount=form.amount.data)
        return {"planned": number, "entry": paid_by, "amount": row.amount}

    @deed(
        "/<int:number>/doi-ngay",
        "planned.move",
        MovingForm,
        "Đổi ngày chi khoản dự chi {number}",
        say="Khoản dự chi số {planned} chuyển sang ngày {due}.",
        template="ledger/plan_deed.html",
        shows="looked_at",
        back=".one",
    )
    def move(self, session: Session, command: Command, form: MovingForm, number: int) -> Answer:
        """Give it another due day."""
        planned = find_planned(session, command.unit, number)
        move_planned(session, command, planned, due=form.due.data, reason=form.reason.data)
        return {"planned": number, "due": form.due.data.isoformat()}

    @deed(
        "/<int:number>/huy",
        "planned.cancel",
        CancellingForm,
        "Hủy khoản dự chi {number}",
        say="Đã hủy khoản dự chi số {planned}: {reason_name}.",
        button="Hủy khoản dự chi",
        danger=True,
        template="ledger/plan_deed.html",
        shows="looked_at",
        back=".one",
    )
    def cancel(self, session: Session, command: Command, form: CancellingForm, number: int) -> Answer:
        """End what is still open of it."""
        planned = find_planned(session, command.unit, number)
        reason = CancelReason(form.reason.data)
        cancel_planned(session, command, planned, reason=reason, note=form.because.data)
        return {"planned": number, "reason": reason.value, "reason_name": REASON_NAMES[reason]}


def _row(session: Session, one: Promise) -> dict[str, Any]:
    planned: PlannedPayment = one.planned
    return {
        "planned": planned,
        "promise": one,
        "fund": session.get_one(Fund, planned.fund_id),
        "account": session.get_one(Account, planned.account_id),
        "state": _(STATE_NAMES[one.state]),
        "is_open": one.state is PlannedState.OPEN,
    }


@todo("voucher.draft")
def _due(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    on = today()
    dues = [
        one.due for one in promises(session, unit.id, on) if one.open and one.due <= on + timedelta(days=SOON)
    ]
    late, where = [due for due in dues if due < on], url_for("plans.index")
    yield Task(_("khoản dự chi đã quá ngày phải chi"), len(late), where, Urgency.LATE)
    yield Task(
        _("khoản dự chi đến hạn trong {days} ngày tới", days=SOON), len(dues) - len(late), where, Urgency.SOON
    )
