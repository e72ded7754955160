"""Who acts: persons, the roles they hold in a unit, what each role may do, and the rules that ask for two persons."""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from khfund.db import Base, Whole, one_of
from khfund.driver import Statement
from khfund.errors import KhfundError
from khfund.scope import own_units

if TYPE_CHECKING:  # command stands above this file; only its type is named here
    from khfund.command import Command


class PersonUnknownError(KhfundError):
    """Whoever acts is known by a login."""

    message = "Không có người dùng «{login}» đang hoạt động; hãy kiểm tra tên đăng nhập sau --as."
    english = "There is no active person «{login}»; check the login after --as."


class LoginTakenError(KhfundError):
    """A login belongs to one person."""

    message = "Tên đăng nhập «{login}» đã có người dùng; hãy chọn tên khác."
    english = "The login «{login}» is taken; choose another one."


class NotAllowedError(KhfundError):
    """A person does what the roles held in that unit allow."""

    message = "{name} không giữ vai trò được làm việc này ({kind}) ở đơn vị này; cần một trong: {roles}."
    english = "{name} holds no role that may do this ({kind}) in this unit; one of these is needed: {roles}."


class OwnUnitOnlyError(KhfundError):
    """A clerk of a unit below works in the book of the unit above for that unit's list alone."""

    message = "{name} chỉ gửi đề nghị cho đơn vị của mình trong sổ này, nên không làm việc này ({kind}); hãy nhờ cán bộ của đơn vị cấp trên."
    english = "In this book {name} only sends nominations for a unit of their own, and may not do this ({kind}); ask the staff of the unit above."


class RolesExcludeEachOtherError(KhfundError):
    """The inspector touches no money and the administrator keeps none."""

    message = "Vai trò «{role}» không đi cùng vai trò «{held}» của cùng một người; hãy giao cho người khác."
    english = "The role «{role}» does not go with «{held}» in one person; give it to somebody else."


class AnotherPersonNeededError(KhfundError):
    """No person drafts and approves, or approves and pays, the same thing (I17)."""

    message = "{name} đã {did} việc này nên không thể {does}; cần một người khác."
    english = (
        "{name} has already acted on this ({did}) and so cannot act again ({does}); another person is needed."
    )


class ExceptionReasonMissingError(KhfundError):
    """An exception that one person may work alone states why, for every statement shows it."""

    message = "Hãy ghi lý do vì sao đơn vị chỉ có một người làm; bản công khai sẽ nêu lý do này."
    english = "State why one person alone works in this unit; every statement shows the reason."


class NoExceptionError(KhfundError):
    """An exception that is ended was recorded, and ends after it began."""

    message = "Đơn vị không có ngoại lệ một người làm nào đang áp dụng đến ngày {until:%d/%m/%Y}."
    english = "No exception that one person works alone is in force in this unit up to {until:%d/%m/%Y}."


class Role(enum.StrEnum):
    """An office that a person holds in a unit."""

    TREASURER = "treasurer"
    ACCOUNTANT = "accountant"
    CHIEF_ACCOUNTANT = "chief_accountant"
    CHAIR = "chair"
    COMMITTEE = "committee"
    CLERK = "clerk"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"


ROLE_NAMES = {
    Role.TREASURER: "thủ quỹ",
    Role.ACCOUNTANT: "kế toán",
    Role.CHIEF_ACCOUNTANT: "kế toán trưởng",
    Role.CHAIR: "chủ tịch",
    Role.COMMITTEE: "ủy viên hội đồng",
    Role.CLERK: "cán bộ nhập liệu",
    Role.INSPECTOR: "ban kiểm tra",
    Role.ADMINISTRATOR: "quản trị hệ thống",
}

_BOOKKEEPERS = frozenset({Role.TREASURER, Role.ACCOUNTANT, Role.CHIEF_ACCOUNTANT})
_ACCOUNTANTS = frozenset({Role.ACCOUNTANT, Role.CHIEF_ACCOUNTANT})
_TREASURERS = frozenset({Role.TREASURER})
_APPROVERS = frozenset({Role.CHIEF_ACCOUNTANT, Role.CHAIR})
_SCREENERS = frozenset({Role.CLERK, Role.COMMITTEE})
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
_KEEPERS_OF_UNITS = frozenset({Role.ADMINISTRATOR, Role.CHAIR})

RIGHTS: dict[str, frozenset[Role]] = {
    "person": _ADMINISTRATORS,
    "password": frozenset(Role),  # one's own
    "second_factor": frozenset(Role),
    "unit": _KEEPERS_OF_UNITS,
    "unit.dissolve": _APPROVERS,
    "unit.take_over": _APPROVERS,
    "book": _KEEPERS_OF_UNITS,
    "account": _ACCOUNTANTS,
    "fund": _ACCOUNTANTS | {Role.CHAIR},
    "bank": _BOOKKEEPERS,
    "bank.import": _BOOKKEEPERS | {Role.CLERK},
    "bank.decide": _BOOKKEEPERS | {Role.CLERK},
    "donor": _BOOKKEEPERS | {Role.CLERK},
    "campaign": _BOOKKEEPERS | {Role.CHAIR},
    "donation": _BOOKKEEPERS,
    "receipt": _BOOKKEEPERS,
    "voucher": _BOOKKEEPERS,
    "voucher.approve": _APPROVERS,
    "voucher.cancel": _BOOKKEEPERS | _APPROVERS,
    "entry": _ACCOUNTANTS,
    "period": _APPROVERS,
    "statement": _APPROVERS,
    "deposit": _ACCOUNTANTS,
    "goods": _BOOKKEEPERS,
    "goods.approve": _APPROVERS,
    "passing": _BOOKKEEPERS,
    "pledge": _BOOKKEEPERS | {Role.CLERK},
    "dues": _BOOKKEEPERS,
    "target": _BOOKKEEPERS | {Role.CHAIR},
    "letter": _BOOKKEEPERS | {Role.CLERK},
    "transfer": _ACCOUNTANTS,
    "transfer.send": _BOOKKEEPERS,
    "transfer.receive": _BOOKKEEPERS,
    "return": _BOOKKEEPERS | {Role.CLERK},
    "year": _APPROVERS,
    "count": _BOOKKEEPERS,
    "count.confirm": _BOOKKEEPERS | {Role.CHAIR},
    "budget": _APPROVERS,
    "planned": _BOOKKEEPERS | {Role.CHAIR},
    "confirmation": _BOOKKEEPERS,
    # complaints are taken by whoever hears them; samples and findings are all that the inspector writes besides
    "complaint": _BOOKKEEPERS | {Role.CLERK, Role.CHAIR, Role.COMMITTEE, Role.INSPECTOR},
    "complaint.assign": _APPROVERS | {Role.INSPECTOR},
    "complaint.erase": _APPROVERS,
    "sample": frozenset({Role.INSPECTOR}),
    "sample.look": _BOOKKEEPERS | _APPROVERS | {Role.INSPECTOR},
    "finding": frozenset({Role.INSPECTOR}),
    "update": _BOOKKEEPERS | {Role.CLERK, Role.CHAIR},
    "update.publish": _APPROVERS,
    "update.withdraw": _APPROVERS,
    "publication": _APPROVERS,
    "giver_code": _BOOKKEEPERS | {Role.CLERK},
    # what may be looked at, where a page or a paper is protected
    "money.look": _BOOKKEEPERS | _APPROVERS | {Role.INSPECTOR},
    "giver.look": _BOOKKEEPERS | _APPROVERS | {Role.CLERK, Role.INSPECTOR},
    "round.look": _BOOKKEEPERS | _SCREENERS | _APPROVERS | {Role.INSPECTOR},
    "report.look": _BOOKKEEPERS | _SCREENERS | _APPROVERS | {Role.INSPECTOR},
    # whoever does not write the money figures may sign for them too
    "checkpoint": _APPROVERS | {Role.INSPECTOR},
    "log.look": _APPROVERS | {Role.INSPECTOR},
    "staff.look": _KEEPERS_OF_UNITS | {Role.INSPECTOR},
    "office.look": frozenset(Role),
    "backup": _ADMINISTRATORS,
    "system.look": _ADMINISTRATORS,
    "job.look": _APPROVERS,  # the long work that others asked for
    "recipient": _BOOKKEEPERS | _SCREENERS,
    "recipient.look": _BOOKKEEPERS | _SCREENERS | _APPROVERS | {Role.INSPECTOR},
    "programme": _APPROVERS | _ACCOUNTANTS,
    "round": _SCREENERS | _APPROVERS,
    "round.decide": _APPROVERS,
    "round.cancel": _APPROVERS,
    "nomination": _BOOKKEEPERS | _SCREENERS,
    "nomination.look": _BOOKKEEPERS | _SCREENERS | _APPROVERS | {Role.INSPECTOR},
    "evidence": _BOOKKEEPERS | _SCREENERS,
    "ballot": frozenset({Role.COMMITTEE, Role.CHAIR}),
    "ballot.relation": _SCREENERS | _APPROVERS | frozenset({Role.INSPECTOR}),
    "ballot.rubric": _SCREENERS | _APPROVERS,
    "award": _APPROVERS,
    "award.allocate": _SCREENERS | _APPROVERS,
    "award.decide": frozenset({Role.CHAIR}),
    "award.look": _BOOKKEEPERS | _SCREENERS | _APPROVERS,
    "sponsorship": _BOOKKEEPERS | _APPROVERS,
    "payment": _BOOKKEEPERS,
    "payment.approve": _APPROVERS,
    "payment.settle": _TREASURERS,
    "payment.settle_cash": _TREASURERS,
    "payment.returned": _TREASURERS,
    "payment.drop": _ACCOUNTANTS,
    "payment.recover": _ACCOUNTANTS,
    "payment.received_back": _TREASURERS,
}
"""The kind of a command, or its noun alone → the roles that may give it."""

SENDING = frozenset(
    "password second_factor office.look round.look nomination.look nomination.import nomination.withdraw".split()
)
"""The kinds left to a clerk who works in a book for a unit below alone (`scope.own_units`); all else is refused."""

EXCLUSIVE = {Role.INSPECTOR: frozenset(Role), Role.ADMINISTRATOR: frozenset(Role)}
"""A role → the roles that its holder may not hold beside it."""


class Person(Base):
    """Somebody who works with the books; never a giver or a child."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    is_active: Mapped[bool] = mapped_column(default=True)


class Grant(Base):
    """A role that a person holds in a unit; without a unit, in all of them."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "unit_id", "role"),)

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[Role] = mapped_column(one_of(Role))


class SoleOfficerException(Base):
    """A unit too small for two persons works alone from `since` on, for a stated reason, until it is ended."""

    __tablename__ = "sole_officer_exception"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(500))
    command_number: Mapped[int] = mapped_column(ForeignKey("command.number"))


def found(session: Session, login: str, full_name: str) -> Person:
    """Enter the first person of empty books, who administers all units; only `khfund init` calls this."""
    assert session.scalar(select(Person.id).limit(1)) is None, "the books have their first person"
    person = Person(login=login, full_name=full_name)
    session.add(person)
    session.flush()
    session.add(Grant(person_id=person.id, unit_id=None, role=Role.ADMINISTRATOR))
    session.flush()
    return person


def enter_person(session: Session, _command: Command, login: str, full_name: str) -> Person:
    """Enter one more person, without any role.

    Raises: LoginTakenError.
    """
    if session.scalar(select(Person.id).where(Person.login == login)) is not None:
        raise LoginTakenError(login=login)
    person = Person(login=login, full_name=full_name)
    session.add(person)
    session.flush()
    return person


def grant(session: Session, _command: Command, person: Person, role: Role, unit_id: int | None) -> Grant:
    """Give a person a role in a unit (or, with None, in all units); a role already held is returned as it is.

    Raises: RolesExcludeEachOtherError.
    """
    for held in _roles_anywhere(session, person.id) - {role}:
        if held in EXCLUSIVE.get(role, frozenset()) or role in EXCLUSIVE.get(held, frozenset()):
            raise RolesExcludeEachOtherError(role=ROLE_NAMES[role], held=ROLE_NAMES[held])
    same = (
        (Grant.person_id == person.id) & (Grant.unit_id.is_not_distinct_from(unit_id)) & (Grant.role == role)
    )
    given = session.scalar(select(Grant).where(same))
    if given is None:
        given = Grant(person_id=person.id, unit_id=unit_id, role=role)
        session.add(given)
        session.flush()
    return given


def record_exception(session: Session, command: Command, *, unit_id: int, since: date, reason: str) -> None:
    """Record that one person alone works in this unit from `since` on; every statement shows it.

    Raises: ExceptionReasonMissingError.
    """
    if not reason.strip():
        raise ExceptionReasonMissingError
    session.add(
        SoleOfficerException(
            unit_id=unit_id, since=since, until=None, reason=reason, command_number=command.number
        )
    )
    session.flush()


def end_exception(session: Session, _command: Command, *, unit_id: int, until: date) -> SoleOfficerException:
    """End the exception in force; `until` is the first day on which two persons are needed again.

    Raises: NoExceptionError.
    """
    running = select(SoleOfficerException).where(
        SoleOfficerException.unit_id == unit_id,
        SoleOfficerException.since < until,
        SoleOfficerException.until.is_(None),
    )
    exception = session.scalars(running.order_by(SoleOfficerException.since).limit(1)).one_or_none()
    if exception is None:
        raise NoExceptionError(until=until)
    exception.until = until
    session.flush()
    return exception


def allowed_roles(kind: str) -> frozenset[Role]:
    """Return the roles that may give a command, or look at what is protected, of this kind."""
    return RIGHTS.get(kind) or RIGHTS[kind.partition(".")[0]]


def require_right(session: Session, person_id: int, unit_id: int | None, kind: str) -> None:
    """Refuse unless the active person holds, in that unit or in all, a role that may give a command of this kind.

    Raises: NotAllowedError, OwnUnitOnlyError.
    """
    allowed = allowed_roles(kind)
    held = _HELD.run(session, person=person_id, unit=unit_id).scalars().all()
    if not any(role in allowed for role in held):
        roles = ", ".join(ROLE_NAMES[role] for role in Role if role in allowed)
        raise NotAllowedError(name=name_of(session, person_id), kind=kind, roles=roles)
    if unit_id is None or kind in SENDING or Role.CLERK not in held:
        return
    if own_units(session, person_id, unit_id) is not None:
        raise OwnUnitOnlyError(name=name_of(session, person_id), kind=kind)


_HELD = Statement(
    "SELECT g.role FROM role_grant g JOIN person p ON p.id = g.person_id "
    "WHERE p.id = :person AND p.is_active AND (g.unit_id = :unit OR g.unit_id IS NULL)"
)


def require_another(
    session: Session, person_id: int, earlier: int, *, unit_id: int, on: date, did: str, does: str
) -> None:
    """Refuse if the person is the one who acted `earlier`, unless the unit's sole officer works under an exception.

    Raises: AnotherPersonNeededError.
    """
    if person_id == earlier and not works_alone(session, unit_id, on):
        raise AnotherPersonNeededError(name=name_of(session, person_id), did=did, does=does)


def find_person(session: Session, login: str) -> Person:
    """Return the active person with this login.

    Raises: PersonUnknownError.
    """
    person = session.scalar(select(Person).where(Person.login == login, Person.is_active))
    if person is None:
        raise PersonUnknownError(login=login)
    return person


def name_of(session: Session, person_id: int) -> str:
    """Return the full name of a person who works with the books."""
    return session.scalars(select(Person.full_name).where(Person.id == person_id)).one()


def _roles_anywhere(session: Session, person_id: int) -> set[Role]:
    return set(session.scalars(select(Grant.role).where(Grant.person_id == person_id)))


def works_alone(session: Session, unit_id: int, on: date) -> bool:
    """Whether the unit's sole officer works under a recorded exception on a day."""
    recorded = select(SoleOfficerException.id).where(
        SoleOfficerException.unit_id == unit_id,
        SoleOfficerException.since <= on,
        SoleOfficerException.until.is_(None) | (SoleOfficerException.until > on),
    )
    return session.scalar(recorded.limit(1)) is not None
