"""Proposals: what an incoming bank line is, told with its reason, as matched, ambiguous or unmatched.

Computed whenever asked for, never stored. In this order, the first that speaks decides:

1. a person's decision about the line;
2. a valid transfer code that the unit issued. Two codes that disagree are ambiguous. Almost a code is reported and
   makes whatever else is found ambiguous; it is never guessed;
3. strong signs learned from decisions (account number, masked account with the name beside it, phrase): matched when
   all of them agree, ambiguous when they do not;
4. names. A sender's name alone is matched after three decisions that all agree. The name of exactly one donor of the
   register in the narration is matched for an organisation of at least three words, and for others of at least three
   words when the donor's telephone, tax code or locality stands beside it; else it is ambiguous, for names repeat.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import attrs
from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from khfund.banking import transfer_code
from khfund.banking.bank_account import BankAccount
from khfund.banking.bank_line import BankLine, LineState, in_state
from khfund.banking.line_money import money_of
from khfund.calendar import DateRange
from khfund.donations.donation import receive_all
from khfund.donations.donor import Donor
from khfund.donations.gift import NewGift, Part, Way
from khfund.donations.issued_code import IssuedCode, issued_codes
from khfund.donations.likeness import DonorKind
from khfund.donations.line_decision import (
    LineDecision,
    Verdict,
    plain_words,
    standing_decisions,
    words_of,
)
from khfund.donations.match_rule import NAME_SUPPORT_MIN, MatchRule, Sign, Target, rules, signs_of
from khfund.donations.sender import sender_of

if TYPE_CHECKING:
    from khfund.command import Command

NAME_WORDS = range(2, 13)  # how long a donor's name may be to be looked for
SURE_NAME_WORDS = 3
CHUNK = 5_000  # lines that are booked, or names that are looked for, together


class ProposalState(enum.StrEnum):
    """How sure a proposal is."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    UNMATCHED = "unmatched"
    NOT_A_GIFT = "not_a_gift"


@attrs.frozen
class Candidate:
    """Something that a line may be, and why."""

    target: Target
    reason: str


@attrs.frozen
class Proposal:
    """What a line is taken for; `target` only when matched, `candidates` when ambiguous."""

    line: int
    state: ProposalState
    reason: str
    target: Target | None = None
    candidates: tuple[Candidate, ...] = ()


@attrs.frozen
class Accepted:
    """How many donations were booked and what they amount to in đồng."""

    gifts: int
    amount: int


def propose(
    session: Session,
    bank_account: BankAccount,
    *,
    days: DateRange | None = None,
    state: LineState = LineState.UNMATCHED,
    only: Sequence[int] | None = None,
) -> Iterator[Proposal]:
    """Give a proposal for each incoming line of a bank account in a state, by day and as imported.

    With `only`, for these of its lines (a few thousand at most), whatever their state.
    """
    query: Select[Any] = select(BankLine)
    if only is None:
        query = in_state(query, bank_account.id, state)
    else:  # "+ 0": few lines are looked up by their numbers, not all of the account's gone through
        query = query.where(BankLine.id.in_(only), BankLine.bank_account_id + 0 == bank_account.id)
    query = query.where(BankLine.credit > 0)
    if days is not None:
        query = query.where(BankLine.day >= days.start, BankLine.day < days.end)
    columns = (BankLine.id, BankLine.narration, BankLine.counterparty, BankLine.counterparty_account)
    rows: Iterable[Row[int, str, str, str]]
    rows = session.execute(query.order_by(BankLine.day, BankLine.id).with_only_columns(*columns))
    names = None
    if only is not None:
        rows = list(rows)
        names = {run for _, *said in rows for run in _names_in(*said)}
    matcher = _Matcher(session, bank_account, names, only)
    for number, narration, counterparty, account in rows:
        yield matcher.propose(number, narration, counterparty, account)


def accept_all(
    session: Session,
    command: Command,
    bank_account: BankAccount,
    *,
    days: DateRange | None = None,
    state: LineState = LineState.UNMATCHED,
) -> Accepted:
    """Book a donation for each line whose proposal is matched, as far as the line is not used yet.

    With the state `unidentified` the donations come out of the unidentified account. Lines that are ambiguous or
    unmatched are left to `book_unidentified`, those that are no gifts to `post_line`.

    Raises: what `receive_all` raises.
    """
    proposals = list(propose(session, bank_account, days=days, state=state))
    matched = {one.line: one.target for one in proposals if one.target}
    gifts = amount = 0
    for numbers in (list(matched)[first : first + CHUNK] for first in range(0, len(matched), CHUNK)):
        came = dict(session.execute(select(BankLine.id, BankLine.day).where(BankLine.id.in_(numbers))).all())
        new = []
        for number, money in money_of(session, command, numbers).items():
            target = matched[number]
            part = Part(target.fund, money.unidentified or money.left)
            new.append(
                NewGift(
                    target.donor,
                    came[number],
                    (part,),
                    Way.TRANSFER,
                    bank_line=number,
                    campaign=target.campaign,
                )
            )
        receive_all(session, command, new)
        gifts, amount = gifts + len(new), amount + sum(gift.amount for gift in new)
    return Accepted(gifts, amount)


@attrs.frozen
class _Known:
    """A donor as far as matching needs it."""

    id: int
    name: str
    kind: DonorKind
    phone: str
    tax_code: str
    locality: str

    @property
    def marks(self) -> tuple[str, ...]:
        """What beside the name may stand in a narration."""
        return self.phone, self.tax_code, plain_words(self.locality)


class _Matcher:
    """All that is known, looked up once; of the donors only those of some folded names, where these are given."""

    def __init__(
        self,
        session: Session,
        bank_account: BankAccount,
        names: set[str] | None,
        lines: Sequence[int] | None,
    ) -> None:
        unit_id = bank_account.unit_id
        self.default_fund = bank_account.default_fund_id
        self.decisions = standing_decisions(session, bank_account.id, lines)
        self.codes = {one.code: one for one in issued_codes(session, unit_id)}
        self.prefixes = {one.prefix for one in self.codes.values()}
        self.rules: dict[tuple[Sign, str], list[MatchRule]] = defaultdict(list)
        for rule in rules(session, unit_id):
            if rule.is_on:
                self.rules[rule.sign, rule.pattern].append(rule)
        self.phrases = {pattern for sign, pattern in self.rules if sign is Sign.PHRASE}
        self.donors, self.survivors = _register(session, unit_id, names)
        lengths = {len(text.split()) for text in (*self.phrases, *self.donors)}
        self.lengths = sorted(lengths, reverse=True)

    def propose(self, line: int, narration: str, counterparty: str, account: str) -> Proposal:
        decision = self.decisions.get(line)
        if decision is not None:
            return self._decided(line, decision)
        words = plain_words(narration)
        found = _runs(words, self.lengths)
        sender = sender_of(narration, counterparty, account)
        hits = [
            *(rule for sign in signs_of(sender) for rule in self.rules.get(sign, ())),
            *(rule for run in found if run in self.phrases for rule in self.rules[Sign.PHRASE, run]),
        ]
        strong = self._candidates(rule for rule in hits if rule.sign.is_strong)
        weak = self._candidates(rule for rule in hits if not rule.sign.is_strong)
        names = self._named(found, sender.name, words)
        by_code = self._by_code(line, narration, [*strong, *weak, *(one for one, _ in names)])
        if by_code is not None:
            return by_code
        if strong:
            return _agreed(line, strong, "các dấu hiệu đã học không thống nhất")
        return self._by_name(line, hits, weak, names)

    def _decided(self, line: int, decision: LineDecision) -> Proposal:
        if decision.verdict is Verdict.OTHER:
            return Proposal(
                line, ProposalState.NOT_A_GIFT, "người phụ trách đã xác định: không phải khoản ủng hộ"
            )
        if decision.target is None:
            return Proposal(
                line, ProposalState.UNMATCHED, "người phụ trách đã xem: chưa rõ người cho hoặc mục đích"
            )
        return Proposal(
            line, ProposalState.MATCHED, "người phụ trách đã quyết định", self._living(decision.target)
        )

    def _living(self, target: Target) -> Target:
        """The target with a merged donor's survivor."""
        donor = target.donor
        return target if donor is None else attrs.evolve(target, donor=self.survivors.get(donor, donor))

    def _candidates(self, hits: Iterable[MatchRule]) -> list[Candidate]:
        """The different targets of rules, the best supported first, each with what speaks for it."""
        said: dict[Target, list[MatchRule]] = defaultdict(list)
        for rule in hits:
            said[self._living(rule.target)].append(rule)
        ordered = sorted(said.items(), key=lambda one: -sum(rule.support for rule in one[1]))
        return [Candidate(target, "; ".join(map(_why, agreeing))) for target, agreeing in ordered]

    # -- codes

    def _by_code(self, line: int, narration: str, others: list[Candidate]) -> Proposal | None:
        read = transfer_code.find(narration) if "k" in narration.lower() else []
        valid = {one.text: self.codes[one.text] for one in read if one.is_valid and one.text in self.codes}
        if len({_code_target(code) for code in valid.values()}) > 1:
            candidates = [Candidate(_code_target(code), f"mã {text}") for text, code in valid.items()]
            return _ambiguous(line, f"có nhiều mã chuyển khoản: {', '.join(valid)}", candidates)
        if valid:
            return self._coded(line, *next(iter(valid.items())), others)
        nearly = [one for one in read if one.prefix in self.prefixes or one.is_valid]
        if nearly:
            what = (
                "đúng dạng nhưng đơn vị chưa phát hành"
                if nearly[0].is_valid
                else "gần giống mã nhưng sai ký tự kiểm tra"
            )
            return _ambiguous(line, f"«{nearly[0].text}» {what}; hãy xem lại", others)
        return None

    def _coded(self, line: int, text: str, code: IssuedCode, others: list[Candidate]) -> Proposal:
        target = self._living(_code_target(code))
        if target.donor is not None or code.unnamed:
            return Proposal(line, ProposalState.MATCHED, f"mã chuyển khoản {text}", target)
        givers = {one.target.donor: one for one in others if one.target.donor is not None}
        candidates = [
            Candidate(attrs.evolve(target, donor=donor), one.reason) for donor, one in givers.items()
        ]
        reason = f"mã chuyển khoản {text} cho biết quỹ, chưa rõ người ủng hộ"
        return _ambiguous(line, reason, candidates or [Candidate(target, "không nêu tên")])

    # -- names

    def _named(self, runs: Sequence[str], sender: str, words: str) -> list[tuple[Candidate, bool]]:
        """Donors whose whole name stands in the narration, the longest names first, and whether that is enough."""
        found: list[tuple[Candidate, bool]] = []
        taken = ""
        for run in (*((sender,) if sender else ()), *runs):
            if run in self.donors and f" {run} " not in f" {taken} ":
                taken = f"{taken} {run}"
                found += self._homonyms(run, words)
        return found

    def _homonyms(self, run: str, words: str) -> Iterator[tuple[Candidate, bool]]:
        donors = sorted(self.donors[run], key=lambda one: one.id)
        long_enough = len(run.split()) >= SURE_NAME_WORDS
        for donor in donors:
            marked = any(mark and f" {mark} " in f" {words} " for mark in donor.marks)
            sure = len(donors) == 1 and long_enough and (marked or donor.kind is DonorKind.ORGANISATION)
            reason = f"nội dung có tên «{donor.name}»"
            reason += " kèm dấu hiệu riêng trong sổ" if marked else ""
            yield Candidate(Target(donor.id, self.default_fund), reason), sure

    def _by_name(
        self, line: int, hits: list[MatchRule], weak: list[Candidate], names: list[tuple[Candidate, bool]]
    ) -> Proposal:
        others = {one.target.donor for one, _ in names} - {one.target.donor for one in weak}
        if len(weak) == 1 and not others and sum(rule.support for rule in hits) >= NAME_SUPPORT_MIN:
            return Proposal(line, ProposalState.MATCHED, weak[0].reason, weak[0].target)
        if not weak and len(names) == 1 and names[0][1]:
            return Proposal(line, ProposalState.MATCHED, names[0][0].reason, names[0][0].target)
        candidates = [*weak, *(one for one, _ in names)]
        if candidates:
            return _ambiguous(line, "chỉ có tên, có thể là người khác; hãy xác nhận", candidates)
        return Proposal(line, ProposalState.UNMATCHED, "không có mã, quy tắc hay tên nào trong nội dung")


def _names_in(narration: str, counterparty: str, account: str) -> list[str]:
    """What a donor may be called whom a line names."""
    sender = sender_of(narration, counterparty, account)
    return [sender.name, *_runs(plain_words(narration), NAME_WORDS)]


def _register(
    session: Session, unit_id: int, names: set[str] | None
) -> tuple[dict[str, list[_Known]], dict[int, int]]:
    """Donors by folded name, all or those of `names`, and merged donor → survivor."""
    by_name: dict[str, list[_Known]] = defaultdict(list)
    columns = (Donor.full_name, Donor.kind, Donor.phone, Donor.tax_code, Donor.locality)
    query = select(Donor.search_fold, Donor.id, *columns).where(
        Donor.unit_id == unit_id, Donor.merged_into_id.is_(None)
    )
    parts = [query] if names is None else [query.where(one) for one in _called(session, unit_id, names)]
    found: Iterator[Any] = chain.from_iterable(map(session.execute, parts))
    for folded, *known in found:
        plain = plain_words(folded)
        if plain.count(" ") + 1 in NAME_WORDS:
            by_name[plain].append(_Known(*known))
    # "+ 0": the merged are few and have an index of their own
    merged = select(Donor.id, Donor.merged_into_id).where(
        Donor.unit_id + 0 == unit_id, Donor.merged_into_id.is_not(None)
    )
    return dict(by_name), {number: survivor for number, survivor in session.execute(merged) if survivor}


def _called(session: Session, unit_id: int, names: set[str]) -> Iterator[ColumnElement[bool]]:
    """Conditions that find the donors of some folded names, those written with other signs than letters and figures too."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    signs = Donor.search_fold.op("GLOB" if sqlite else "~")("*[^a-z0-9 ]*" if sqlite else "[^a-z0-9 ]")
    written = session.execute(select(Donor.id, Donor.search_fold).where(Donor.unit_id == unit_id, signs))
    numbers = [number for number, folded in written if words_of(folded) in names]
    plain = sorted(one for one in names if plain_words(one) == one)
    for column, wanted in ((Donor.id, numbers), (Donor.search_fold, plain)):
        for first in range(0, len(wanted), CHUNK):
            yield column.in_(wanted[first : first + CHUNK])


def _runs(words: str, lengths: Sequence[int]) -> list[str]:
    """All runs of words of these lengths, the longest first."""
    parts = words.split()
    return [
        " ".join(parts[start : start + length])
        for length in lengths
        for start in range(len(parts) - length + 1)
    ]


def _code_target(code: IssuedCode) -> Target:
    return Target(code.donor_id, code.fund_id, code.campaign_id)


def _agreed(line: int, candidates: list[Candidate], otherwise: str) -> Proposal:
    if len(candidates) == 1:
        return Proposal(line, ProposalState.MATCHED, candidates[0].reason, candidates[0].target)
    return _ambiguous(line, otherwise, candidates)


def _ambiguous(line: int, reason: str, candidates: Iterable[Candidate]) -> Proposal:
    return Proposal(line, ProposalState.AMBIGUOUS, reason, candidates=tuple(candidates))


def _why(rule: MatchRule) -> str:
    times = f"{rule.support} lần người phụ trách đã quyết định"
    if rule.sign is Sign.PHRASE:
        return f"cụm từ «{rule.pattern}» ({times})"
    if rule.sign is Sign.NAME:
        return f"người chuyển «{rule.pattern}» ({times})"
    digits, _, name = rule.pattern.partition("|")
    ending = f"tài khoản …{digits[-4:]}"
    return f"{ending}{f' của «{name}»' if name else ''} ({times})"
