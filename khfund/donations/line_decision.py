"""What a person decided about a bank line. A decision always wins; a later one of a person replaces it, both stay."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.audit import witnesses
from khfund.banking.bank_line import BankLine, LineUnknownError
from khfund.db import Base, Whole, never_changes, one_of
from khfund.donations.campaign import Campaign
from khfund.donations.donor import Donor, DonorUnknownError
from khfund.donations.match_rule import Target, signs_of, teach
from khfund.donations.sender import Sender, sender_of
from khfund.errors import KhfundError
from khfund.ledger import Fund
from khfund.vietnamese import fold

if TYPE_CHECKING:
    from khfund.command import Command

PHRASE_MIN = 4  # letters; a shorter phrase would be found everywhere


class DecisionTermsError(KhfundError):
    """A line that is a gift has a fund of the unit, money that came in, and a campaign of that fund if any."""

    message = "Dòng sao kê {line}: muốn ghi là ủng hộ thì phải là tiền vào, có quỹ của đơn vị, và đợt vận động (nếu có) của quỹ đó."
    english = "Bank line {line}: to be a gift it must be money in, with a fund of the unit and, if any, a campaign of that fund."


class PhraseNotThereError(KhfundError):
    """The phrase by which later transfers are to be recognised stands in this line's narration."""

    message = "«{phrase}» không có trong nội dung dòng sao kê {line}, hoặc ngắn hơn {least} chữ; hãy chép đúng cụm từ."
    english = "«{phrase}» does not stand in the narration of bank line {line}, or is shorter than {least} letters; copy it."


class Verdict(enum.StrEnum):
    """What a line is."""

    GIFT = "gift"
    UNKNOWN = "unknown"  # looked at; giver or purpose stay unknown for now
    OTHER = "other"  # not a gift: interest, an own transfer, money passed on


class LineDecision(Base):
    """A person's word on a line; the one with the highest number stands."""

    __tablename__ = "line_decision"
    __table_args__ = (CheckConstraint("(verdict = 'gift') = (fund_id IS NOT NULL)", name="gift_has_fund"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    line_id: Mapped[int] = mapped_column(ForeignKey("bank_line.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict))
    donor_id: Mapped[int | None] = mapped_column(ForeignKey("donor.id"))
    fund_id: Mapped[int | None] = mapped_column(ForeignKey("fund.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    phrase: Mapped[str] = mapped_column(String(200))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))

    @property
    def target(self) -> Target | None:
        """What the line is, if it is a gift."""
        return None if self.fund_id is None else Target(self.donor_id, self.fund_id, self.campaign_id)


never_changes("line_decision")


@witnesses("line_decisions")
def _written(session: Session) -> Iterator[tuple[int, str, str]]:
    query = select(LineDecision).order_by(LineDecision.id).execution_options(yield_per=5_000)
    for one in session.scalars(query):
        yield one.command_number, _figures(one), one.phrase


def _figures(one: LineDecision) -> str:
    parts = (one.id, one.line_id, one.verdict.value, one.donor_id, one.fund_id, one.campaign_id)
    return "|".join("" if part is None else str(part) for part in parts)


def decide(
    session: Session,
    command: Command,
    line: BankLine,
    verdict: Verdict,
    *,
    donor: Donor | None = None,
    fund: Fund | None = None,
    campaign: Campaign | None = None,
    phrase: str = "",
) -> LineDecision:
    """Say what a bank line is; the rules for its sender, and for `phrase` if given, learn from it.

    A gift needs its fund; without a donor its giver will not be named. Rules unlearn an earlier decision about the
    same line. Nothing is booked yet: `proposal.accept_all` does that.
    Raises: DecisionTermsError, DonorUnknownError, PhraseNotThereError, LineUnknownError.
    """
    _require_own(command, line, donor)
    if verdict is not Verdict.GIFT:
        donor = fund = campaign = None
    else:
        _require_terms(command, line, fund, campaign)
    words = _phrase_of(line, phrase)
    _unlearn(session, command, line)
    decision = LineDecision(
        id=(session.scalar(select(func.max(LineDecision.id))) or 0) + 1,
        line_id=line.id,
        verdict=verdict,
        donor_id=donor.id if donor else None,
        fund_id=fund.id if fund else None,
        campaign_id=campaign.id if campaign else None,
        phrase=words,
        command_number=command.number,
    )
    session.add(decision)
    session.flush()
    command.witness("line_decisions", _figures(decision), decision.phrase)
    if decision.target:
        teach(session, command.unit, signs_of(_sender(line), words), decision.target, 1)
    return decision


def _require_own(command: Command, line: BankLine, donor: Donor | None) -> None:
    if line.unit_id != command.unit:
        raise LineUnknownError(number=line.id)
    if donor is not None and donor.unit_id != command.unit:
        raise DonorUnknownError(number=donor.id)


def _require_terms(command: Command, line: BankLine, fund: Fund | None, campaign: Campaign | None) -> None:
    own = fund is not None and fund.unit_id == command.unit
    fits = campaign is None or (fund is not None and campaign.fund_id == fund.id)
    if not own or not fits or not line.credit:
        raise DecisionTermsError(line=line.id)


def _phrase_of(line: BankLine, phrase: str) -> str:
    words = plain_words(phrase)
    if words and (len(words) < PHRASE_MIN or f" {words} " not in f" {plain_words(line.narration)} "):
        raise PhraseNotThereError(phrase=phrase, line=line.id, least=PHRASE_MIN)
    return words


def _unlearn(session: Session, command: Command, line: BankLine) -> None:
    before = standing_decision(session, line.id)
    if before is not None and before.target is not None:
        teach(session, command.unit, signs_of(_sender(line), before.phrase), before.target, -1)


def _sender(line: BankLine) -> Sender:
    return sender_of(line.narration, line.counterparty, line.counterparty_account)


_PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")  # as nearly every folded name is
_BETWEEN = re.compile(r"[\W_]+")


def plain_words(narration: str) -> str:
    """Fold a narration and keep its letters and figures as words between single spaces."""
    return narration if _PLAIN.fullmatch(narration) else words_of(fold(narration))


def words_of(folded: str) -> str:
    """Keep of a folded text its letters and figures as words between single spaces."""
    return _BETWEEN.sub(" ", folded).strip()


def standing_decision(session: Session, line_id: int) -> LineDecision | None:
    """Return what was decided last about a line."""
    query = select(LineDecision).where(LineDecision.line_id == line_id).order_by(LineDecision.id.desc())
    return session.scalars(query.limit(1)).first()


def standing_decisions(
    session: Session, bank_account_id: int, only: Sequence[int] | None = None
) -> dict[int, LineDecision]:
    """Return line id → what was decided last, for the lines of a bank account; with `only`, for these lines."""
    query = select(LineDecision)
    if only is None:
        query = query.join(BankLine).where(BankLine.bank_account_id == bank_account_id)
    else:
        query = query.where(LineDecision.line_id.in_(only))
    return {one.line_id: one for one in session.scalars(query.order_by(LineDecision.id))}
