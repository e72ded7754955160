"""Rules that learn from people: a sender or a phrase, and what was decided for it how often.

A rule speaks only where its sign appears whole. Signs that name one sender (an account number, a masked one with the
name beside it) or that a person wrote down (a phrase) are strong: one decision is enough. A name alone may be
anybody's; it needs three decisions that all agree.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base, Whole, one_of
from khfund.donations.sender import Sender
from khfund.errors import KhfundError

if TYPE_CHECKING:
    from khfund.command import Command

NAME_SUPPORT_MIN = 3  # decisions after which a name alone is believed


class RuleUnknownError(KhfundError):
    """A rule is known by its number."""

    message = "Đơn vị không có quy tắc nhận biết số {number}."
    english = "The unit has no matching rule number {number}."


class Sign(enum.StrEnum):
    """By what a transfer is recognised."""

    ACCOUNT = "account"
    ACCOUNT_AND_NAME = "account_and_name"
    PHRASE = "phrase"
    NAME = "name"

    @property
    def is_strong(self) -> bool:
        """Whether one decision is enough."""
        return self is not Sign.NAME


@attrs.frozen
class Target:
    """What a transfer is: from whom (None: not named), for which fund and campaign; by id."""

    donor: int | None
    fund: int
    campaign: int | None = None


class MatchRule(Base):
    """A sign, its folded pattern, a target, and the number of standing decisions that agree with it."""

    __tablename__ = "match_rule"
    __table_args__ = (
        CheckConstraint("support >= 0", name="support_not_negative"),
        Index("ix_match_rule_pattern", "unit_id", "sign", "pattern"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    sign: Mapped[Sign] = mapped_column(one_of(Sign))
    pattern: Mapped[str] = mapped_column(String(200))
    donor_id: Mapped[int | None] = mapped_column(ForeignKey("donor.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    support: Mapped[int]
    is_on: Mapped[bool] = mapped_column(default=True)

    @property
    def target(self) -> Target:
        """What the rule proposes."""
        return Target(self.donor_id, self.fund_id, self.campaign_id)


def signs_of(sender: Sender, phrase: str = "") -> Iterator[tuple[Sign, str]]:
    """Give the signs by which a transfer may be recognised, with their patterns; `phrase` is folded."""
    if sender.is_whole_account:
        yield Sign.ACCOUNT, sender.account
    elif sender.name and len(sender.digits) >= 3:
        yield Sign.ACCOUNT_AND_NAME, f"{sender.digits}|{sender.name}"
    if sender.name:
        yield Sign.NAME, sender.name
    if phrase:
        yield Sign.PHRASE, phrase


def teach(
    session: Session, unit_id: int, signs: Iterator[tuple[Sign, str]], target: Target, step: int
) -> None:
    """Let the rules of these signs gain (+1) or lose (-1) one decision for the target; only decisions call this."""
    for sign, pattern in signs:
        query = select(MatchRule).where(
            MatchRule.unit_id == unit_id,
            MatchRule.sign == sign,
            MatchRule.pattern == pattern,
            MatchRule.donor_id.is_not_distinct_from(target.donor),
            MatchRule.fund_id == target.fund,
            MatchRule.campaign_id.is_not_distinct_from(target.campaign),
        )
        rule = session.scalars(query).first()
        if rule is None:
            rule = MatchRule(unit_id=unit_id, sign=sign, pattern=pattern, support=0, is_on=True)
            rule.donor_id, rule.fund_id, rule.campaign_id = target.donor, target.fund, target.campaign
            session.add(rule)
        rule.support = max(0, rule.support + step)
        session.flush()


def switch_rule(session: Session, command: Command, number: int, *, on: bool) -> MatchRule:
    """Switch a rule of the unit off or on again; it goes on counting decisions.

    Raises: RuleUnknownError.
    """
    rule = session.get(MatchRule, number)
    if rule is None or rule.unit_id != command.unit:
        raise RuleUnknownError(number=number)
    rule.is_on = on
    session.flush()
    return rule


def rules(session: Session, unit_id: int) -> list[MatchRule]:
    """Return the unit's rules that some standing decision supports, the best supported first."""
    query = select(MatchRule).where(MatchRule.unit_id == unit_id, MatchRule.support > 0)
    return list(session.scalars(query.order_by(MatchRule.support.desc(), MatchRule.id)))
