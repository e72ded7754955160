"""Years: what closing one would carry forward, closing and opening again, opening balances, management cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_admin import expose
from sqlalchemy.orm import Session

from admin.deed import DeedForm, deed
from admin.ledger.mending import mended_at
from admin.ledger.periods import AskForm, asked_reopening, mark_acceptable
from admin.ledger.periods import ClosingForm as MonthClosingForm
from admin.page import Page
from admin.visitor import reading, unit
from admin.words import _
from khfund.calendar import Month, today
from khfund.command import Answer, Command
from khfund.ledger import (
    Account,
    AccountRole,
    Fund,
    accounts,
    ask_reopening_year,
    close_year,
    find_book,
    funds,
    opening_balances,
    propose_year,
    reopen_year,
)
from khfund.ledger.accounting_period import obstacles
from khfund.ledger.management_cap import management_cap
from khfund.ledger.year_end import closing_entries, closings, standing_closing
from khfund.unit import Unit

COUNTED = {
    AccountRole.GIFTS: "Ủng hộ để sử dụng",
    AccountRole.PRINCIPAL: "Ủng hộ vào vốn gốc",
    AccountRole.DUES: "Hội phí",
    AccountRole.INTEREST: "Lãi tiền gửi",
    AccountRole.OTHER_INCOME: "Thu khác",
}


class YearClosingForm(MonthClosingForm):
    """What of December may stay unfinished."""

    def prepare(self, session: Session, unit: Unit, **path: Any) -> None:
        """Offer what may be accepted of December."""
        mark_acceptable(self, session, unit, Month(path["year"], 12))


class Years(Page):
    """The years of the unit's book."""

    looks = "money.look"
    title = "Khóa sổ năm"
    section = "Sổ sách"
    address = "nam"

    @expose("/")
    def index(self) -> str:
        """Show every year since the book opened, and how each was closed."""
        session, book = reading(), find_book(reading(), unit().id)
        known = {one.year: (one, again) for one, again in closings(session, unit().id)}
        rows = []
        for year in range(book.opened.year, today().year + 1):
            closing, again = known.get(year, (None, None))
            entries = closing_entries(session, closing) if closing is not None else []
            rows.append({"year": year, "closing": closing, "again": again, "entries": len(entries)})
        return self.render("ledger/years.html", rows=list(reversed(rows)))

    @expose("/<int:year>/")
    def one(self, year: int) -> str:
        """Show a year: what closing it carries forward, what is in the way, its management cost."""
        return self.render("ledger/year.html", **self.looked_at(reading(), year))

    def looked_at(self, session: Session, year: int) -> dict[str, Any]:
        """Everything about a year that is to be closed, or was."""
        december = Month(year, 12)
        book, closing = find_book(session, unit().id), standing_closing(session, unit().id, year)
        is_over = december.last < today()
        hindering = [] if closing or not is_over else obstacles(session, unit().id, december)
        entries = [] if closing is None else closing_entries(session, closing)
        cap = management_cap(session, unit().id, year)
        return {
            "title": _("Năm {year}", year=year),
            "year": year,
            "closing": closing,
            "entries": entries,
            "is_over": is_over,
            "is_turn": is_over and closing is None and book.next_month == december,
            "next_month": book.next_month,
            "carried": [] if closing else list(_carried(session, year)),
            "obstacles": [{"obstacle": one, "url": mended_at(one.code, december)} for one in hindering],
            "cap": cap,
            "counted": [(_(COUNTED[role]), amount) for role, amount in cap.counted.items() if amount],
            "asked": asked_reopening(session, book),
            "is_last": book.closed_until == december.last,
        }

    @expose("/<int:year>/dau-nam/")
    def opening(self, year: int) -> str:
        """Show what each fund's accounts bring into a year."""
        rows = opening_balances(reading(), unit().id, year)
        by_fund: dict[str, list[Any]] = {}
        for one in rows:
            by_fund.setdefault(one.fund.code, []).append(one)
        return self.render(
            "ledger/year_opening.html",
            title=_("Số dư đầu năm {year}", year=year),
            parts=list(by_fund.values()),
            before=date(year - 1, 12, 31),
        )

    @deed(
        "/<int:year>/khoa",
        "year.close",
        YearClosingForm,
        "Kết chuyển và khóa sổ năm {year}",
        say="Đã kết chuyển và khóa sổ năm {year}: {count} bút toán.",
        button="Khóa năm",
        danger=True,
        tries=True,
        template="ledger/year_close.html",
        shows="looked_at",
        back=".one",
    )
    def close(self, session: Session, command: Command, form: YearClosingForm, year: int) -> Answer:
        """Carry income and cost forward and close December."""
        posted = close_year(session, command, year, accepting=form.accept.data or [])
        entries = [{"entry": one.id, "voucher": one.voucher_code} for one in posted]
        return {"count": len(entries), "entries": entries}

    @deed(
        "/<int:year>/de-nghi-mo",
        "year.ask_reopen",
        AskForm,
        "Đề nghị mở lại năm {year}",
        say="Đã đề nghị mở lại năm {year}; cần người khác duyệt.",
        button="Đề nghị",
        back=".one",
    )
    def ask_reopening(self, session: Session, command: Command, form: AskForm, year: int) -> Answer:
        """Ask for a closed year to be opened again."""
        ask_reopening_year(session, command, year, reason=form.reason.data)
        return {"year": year}

    @deed(
        "/<int:year>/mo-lai",
        "year.reopen",
        DeedForm,
        "Mở lại năm {year}",
        say="Đã mở lại năm {year}, đảo {count} bút toán kết chuyển.",
        button="Mở lại năm",
        danger=True,
        template="ledger/period_reopen.html",
        shows="looked_at",
        back=".one",
    )
    def reopen(self, session: Session, command: Command, _form: DeedForm, year: int) -> Answer:
        """Open a year again, as another person asked."""
        undone = reopen_year(session, command, year)
        return {"count": len(undone), "entries": [one.id for one in undone]}


def _carried(session: Session, year: int) -> Iterator[dict[str, Any]]:
    """Fund by fund, what closing the year carries to its spendable balance."""
    proposed = propose_year(session, unit().id, year)
    chart: dict[int, Account] = {one.id: one for one in accounts(session, unit().id)}
    names: dict[int, Fund] = {one.id: one for one in funds(session, unit().id)}
    for fund in dict.fromkeys(one.fund for one in proposed.carried):
        yield {
            "fund": names[fund],
            "lines": [
                {"account": chart[one.account], "amount": one.amount}
                for one in proposed.carried
                if one.fund == fund
            ],
            "amount": proposed.of_fund(fund),
        }
