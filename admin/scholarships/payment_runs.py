"""Payment runs: the list, one with its money and lines, drafting with a preview, approving by others, the papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import abort, g, request, url_for
from flask_admin import expose
from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from admin.asked import whole
from admin.deed import DeedForm, deed
from admin.field import Choice, Day, Line
from admin.listing import Column, Filters, Kind, Listing
from admin.paper import served
from admin.scholarships.payment_view import run_seen
from admin.scholarships.sponsorship_figures import outlook
from admin.todo import Task, Urgency, todo
from admin.visitor import Visitor, may, reading, unit
from admin.words import _
from khfund.actor import works_alone
from khfund.banking.bank_account import bank_accounts, find_bank_account
from khfund.banking.transfer_file import Form
from khfund.calendar import today
from khfund.command import Answer, Command
from khfund.ledger import Fund
from khfund.ledger.balance import fund_balance
from khfund.ledger.commitment import commitments
from khfund.receipts import pdf
from khfund.reports import deed_page
from khfund.reports.payment_list import ListKind, cash_voucher, list_deed, list_workbook, payment_list
from khfund.scholarships.award_round import find_round, rounds
from khfund.scholarships.instalment import DROP_NAMES, DropReason
from khfund.scholarships.payment_absence import difference, explain_absence
from khfund.scholarships.payment_approval import PaymentApproval, approvals, approvals_needed, approve_run
from khfund.scholarships.payment_draft import count_due, draft_run
from khfund.scholarships.payment_file import file_content, make_file
from khfund.scholarships.payment_line import PaymentLine
from khfund.scholarships.payment_outcome import PaymentReturn, PaymentSettlement
from khfund.scholarships.payment_run import STATE_NAMES, PaymentRun, RunState, cancel_run, find_run
from khfund.scholarships.programme import find_programme, programmes
from khfund.unit import Unit

AHEAD = timedelta(days=31)  # how far promises are looked at for money that is missing


class RunFilters(Filters):
    """By state."""

    state = Choice("Trạng thái", dict(STATE_NAMES), required=False)


class DraftForm(DeedForm):
    """What a run is to pay."""

    until = Day("Các kỳ chi đến hạn đến hết ngày", default=today)
    payout = Day(
        "Ngày dự kiến trả",
        required=False,
        hint="Để trống: trả ngay khi đến hạn. Điều kiện của từng người được xét vào ngày này.",
    )
    programme = Choice("Chỉ chương trình", required=False)
    award_round = Choice("Chỉ đợt xét", required=False)

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's programmes and rounds."""
        self.programme.offer((one.code, one.name) for one in programmes(session, unit.id))
        self.award_round.offer((one.code, one.name) for one in rounds(session, unit.id))


class ApproveForm(DeedForm):
    """When what is payable is booked."""

    day = Day("Ngày ghi sổ khi đủ người duyệt", default=today)


class ReasonForm(DeedForm):
    """Why."""

    reason = Line("Lý do")


class AbsenceForm(DeedForm):
    """Why somebody who was paid before is not in this run."""

    reason = Choice("Lý do", dict(DROP_NAMES))
    because = Line("Giải thích", hint="Không ghi tên người nhận.")


class BankFileForm(DeedForm):
    """From which account the bank takes the money."""

    account = Choice("Tài khoản trích tiền")

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer the unit's open bank accounts."""
        found = [one for one in bank_accounts(session, unit.id) if one.closed is None]
        self.account.offer((one.number, f"{one.bank} {one.number}") for one in found)


def _lines_where(*conditions: Any) -> Any:
    query = select(func.count()).select_from(PaymentLine).where(PaymentLine.run_id == PaymentRun.id)
    return query.where(*conditions).correlate(PaymentRun).scalar_subquery()


def _settled() -> Any:
    return exists().where(PaymentSettlement.line_id == PaymentLine.id)


def _came_back() -> Any:
    return exists().where(PaymentReturn.line_id == PaymentLine.id)


class PaymentRuns(Listing):
    """The unit's payment runs, newest first."""

    looks = "money.look"
    title = "Đợt chi học bổng"
    section = "Học bổng"
    address = "dot-chi"
    columns = (
        Column("number", "Đợt", link="paymentruns.one"),
        Column("payout", "Ngày trả", Kind.DAY),
        Column("state", "Trạng thái", Kind.STATE, names=STATE_NAMES),
        Column("count", "Số khoản", Kind.COUNT),
        Column("total", "Số tiền", Kind.MONEY),
        Column("approvals", "Đã duyệt (người)", Kind.COUNT),
        Column("paid", "Đã trả (khoản)", Kind.COUNT),
        Column("returned", "Không đến nơi (khoản)", Kind.COUNT),
    )
    filters = RunFilters
    template = "scholarships/payment_runs.html"

    def query(self, session: Session, unit: Unit) -> Select[Any]:
        """Give the unit's runs with how many approved and how many payments were made."""
        said = select(func.count()).where(PaymentApproval.run_id == PaymentRun.id).scalar_subquery()
        return select(
            PaymentRun.id.label("number"),
            PaymentRun.payout,
            PaymentRun.state,
            PaymentRun.line_count.label("count"),
            PaymentRun.total,
            said.label("approvals"),
            _lines_where(_settled(), ~_came_back()).label("paid"),
            _lines_where(_came_back()).label("returned"),
        ).where(PaymentRun.unit_id == unit.id)

    def order(self) -> list[Any]:
        """The newest first."""
        return [PaymentRun.id.desc()]

    def narrow(self, query: Select[Any], filters: Any) -> Select[Any]:
        """Narrow by state."""
        return query.where(PaymentRun.state == filters.state.data) if filters.state.data else query

    @expose("/<int:number>/")
    def one(self, number: int) -> str:
        """Show a run."""
        return self.render("scholarships/payment_run.html", **self.looked_at(reading(), number))

    def looked_at(self, session: Session, number: int, **_path: Any) -> dict[str, Any]:
        """A run, whole; the lines by pages."""
        page = max(1, min(request.args.get("page", 1, type=whole), 1_000))
        seen = run_seen(session, find_run(session, unit().id, number), page=page)
        return {"title": _("Đợt chi số {number}", number=number), "seen": seen}

    # -- drafting -----------------------------------------------------------------------------------------------------

    @deed(
        "/lap",
        "payment.draft",
        DraftForm,
        "Lập đợt chi",
        say="Đã lập đợt chi số {number}: {count:so} khoản, {total:dong}; {withheld:so} kỳ bị giữ lại, {absent:so} người "
        "vắng so với đợt trước. Cần {needed} người khác duyệt.",
        button="Lập đợt chi",
        tries=True,
        template="scholarships/payment_draft.html",
        shows="drafted",
        back=".one",
    )
    def draft(self, session: Session, command: Command, form: DraftForm) -> Answer:
        """Draft a run of what is due; a trial keeps what it would be, to be shown."""
        programme, award_round = form.programme.data, form.award_round.data
        run = draft_run(
            session,
            command,
            until=form.until.data,
            payout=form.payout.data,
            programme=find_programme(session, command.unit, programme) if programme else None,
            award_round=find_round(session, command.unit, award_round) if award_round else None,
        )
        seen = g.drafted = run_seen(session, run)
        figures = {"withheld": len(seen["withheld"]), "absent": len(seen["absent"])}
        return {
            "number": run.id,
            "count": run.line_count,
            "total": run.total,
            "needed": seen["needed"],
        } | figures

    def drafted(self, _session: Session) -> dict[str, Any]:
        """What a trial has drafted, if this is one."""
        return {"seen": g.get("drafted")}

    @deed(
        "/<int:number>/vang/<int:recipient>",
        "payment.explain",
        AbsenceForm,
        "Nêu lý do vắng mặt trong đợt chi số {number}",
        say="Đã ghi lý do người nhận số {recipient} vắng mặt.",
        back=".one",
    )
    def explain(
        self, session: Session, command: Command, form: AbsenceForm, number: int, recipient: int
    ) -> Answer:
        """State why somebody of an earlier run is not in this draft."""
        run = find_run(session, command.unit, number)
        reason = DropReason(form.reason.data)
        rows = explain_absence(session, command, run, recipient, reason=reason, note=form.because.data)
        return {"number": number, "recipient": recipient, "reason": reason.value, "programmes": len(rows)}

    # -- approving ----------------------------------------------------------------------------------------------------

    @deed(
        "/<int:number>/duyet",
        "payment.approve",
        ApproveForm,
        "Duyệt đợt chi số {number}",
        say="Đợt chi số {number}: {approvals}/{needed} người đã duyệt, trạng thái «{state}».",
        button="Duyệt",
        template="scholarships/payment_deed.html",
        shows="looked_at",
        back=".one",
    )
    def approve(self, session: Session, command: Command, form: ApproveForm, number: int) -> Answer:
        """Approve what another person drafted; the last approval needed freezes and books it."""
        run = approve_run(session, command, find_run(session, command.unit, number), day=form.day.data)
        given = len(approvals(session, run.id))
        needed = (
            given
            if run.state is RunState.APPROVED
            else approvals_needed(session, run.unit_id, run.total, today())
        )
        return {"number": number, "approvals": given, "needed": needed, "state": STATE_NAMES[run.state]}

    @deed(
        "/<int:number>/huy",
        "payment.cancel",
        ReasonForm,
        "Hủy đợt chi số {number}",
        say="Đã hủy đợt chi số {number}; các kỳ chi của nó lập lại được.",
        button="Hủy đợt chi",
        danger=True,
        template="scholarships/payment_deed.html",
        shows="looked_at",
        back=".one",
    )
    def cancel(self, session: Session, command: Command, form: ReasonForm, number: int) -> Answer:
        """Cancel a draft."""
        run = cancel_run(session, find_run(session, command.unit, number), reason=form.reason.data)
        return {"number": run.id, "state": run.state.value}

    # -- papers -------------------------------------------------------------------------------------------------------

    @deed(
        "/<int:number>/tep",
        "payment.file",
        BankFileForm,
        "Lập tệp chuyển tiền của đợt chi số {number}",
        say="Đã lập tệp: {count:so} khoản chuyển, {total:dong}. Khi gửi ngân hàng hãy ghi nội dung lô: {code}.",
        button="Lập tệp",
        back=".one",
    )
    def file(self, session: Session, command: Command, form: BankFileForm, number: int) -> Answer:
        """Make the bank's file, once."""
        run = find_run(session, command.unit, number)
        made = make_file(session, command, run, find_bank_account(session, command.unit, form.account.data))
        return {"number": number, "code": made.code, "count": made.line_count, "total": made.total}

    @expose("/<int:number>/tep.<ending>")
    def file_again(self, number: int, ending: str) -> Any:
        """Hand out the bank's file, byte for byte as it was made."""
        if ending not in {one.value for one in Form}:
            abort(404)
        if not (may("payment.file") and may("recipient.look")):
            return self.inaccessible_callback("payment.file")
        run = find_run(reading(), unit().id, number)
        return served(file_content(reading(), run, Form(ending)), f"chuyen-tien-{number}.{ending}")

    @expose("/<int:number>/danh-sach-<kind>.<ending>")
    def list_paper(self, number: int, kind: str, ending: str) -> Any:
        """Hand out a list to be signed; it holds names and stays in the office."""
        if kind not in {one.value for one in ListKind} or ending not in {"pdf", "xlsx"}:
            abort(404)
        if not may("recipient.look"):
            return self.inaccessible_callback("recipient.look")
        says = payment_list(reading(), find_run(reading(), unit().id, number), ListKind(kind))
        if ending == "pdf":
            return served(deed_page.pdf(list_deed(says)), f"dot-chi-{number}-{kind}.pdf")
        made_at = datetime.combine(says.letterhead.day, datetime.min.time(), UTC)
        return served(list_workbook(says, made_at), f"dot-chi-{number}-{kind}.xlsx")

    @expose("/<int:number>/phieu-chi/<int:entry>.pdf")
    def cash_paper(self, number: int, entry: int) -> Any:
        """Hand out the phiếu chi of cash that was paid by the run."""
        voucher = cash_voucher(reading(), find_run(reading(), unit().id, number), entry)
        return served(pdf.render(voucher), f"phieu-chi-{entry}.pdf")


# -- what waits -------------------------------------------------------------------------------------------------------


def _drafts(unit: Unit) -> Select[Any]:
    return select(PaymentRun).where(PaymentRun.unit_id == unit.id, PaymentRun.state == RunState.DRAFT)


@todo("payment.approve")
def _to_approve(session: Session, unit: Unit, visitor: Visitor) -> Iterator[Task]:
    """Drafts that this person neither drafted nor approved."""
    query = _drafts(unit)
    if not works_alone(session, unit.id, today()):
        mine = exists().where(
            PaymentApproval.run_id == PaymentRun.id, PaymentApproval.person_id == visitor.id
        )
        query = query.where(PaymentRun.drafted_by != visitor.id, ~mine)
    numbers = [run.id for run in session.scalars(query.order_by(PaymentRun.id))]
    url = (
        url_for("paymentruns.one", number=numbers[0])
        if len(numbers) == 1
        else url_for("paymentruns.index", state="draft")
    )
    yield Task(_("đợt chi chờ ông/bà duyệt"), len(numbers), url, Urgency.SOON)


@todo("payment.draft")
def _to_draft(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """What is due and stands in no run: instalments, and months of sponsorships that are none yet."""
    due = count_due(session, unit.id, today()) + outlook(session, unit).not_raised
    yield Task(_("kỳ chi đã đến hạn, chưa lập đợt chi"), due, url_for("paymentruns.draft"), Urgency.SOON)


@todo("payment.draft")
def _short(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    """Funds that cannot pay what they have promised for the next weeks."""
    until = today() + AHEAD
    promised: Counter[int] = Counter()
    for one in commitments(session, unit.id, today()):
        promised[one.fund] += one.amount if one.day <= until else 0
    for number, amount in promised.items():
        fund = session.get_one(Fund, number)
        missing = amount - fund_balance(session, fund, today()).money
        words = _(
            "quỹ {fund} thiếu {missing:dong} cho các khoản đã hứa đến {day:%d/%m/%Y}",
            fund=fund.code,
            missing=missing,
            day=until,
        )
        yield Task(words, int(missing > 0), url_for("sponsorships.index"), Urgency.SOON)


@todo("payment.explain")
def _to_explain(session: Session, unit: Unit, _visitor: Visitor) -> Iterator[Task]:
    for run in session.scalars(_drafts(unit).order_by(PaymentRun.id)):
        count = len(difference(session, run).unexplained)
        url = url_for("paymentruns.one", number=run.id)
        yield Task(_("người vắng trong đợt chi số {run} chưa rõ lý do", run=run.id), count, url, Urgency.SOON)
