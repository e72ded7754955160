"""`publication`: what the public window shows, since when, and statements published on it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import click
from sqlalchemy.orm import Session

from khfund import audit
from khfund.calendar import DateRange
from khfund.cli.edge import Day, Edge, pass_edge, progress, this_day, writing_to
from khfund.cli.proof import key_place, origin
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.oversight.publication import (
    OFF,
    ON,
    SUBJECT_NAMES,
    PublicationSubject,
    is_published,
    switch_publication,
    switches,
)
from khfund.oversight.published_statement import publish_statement, published_statements
from khfund.reports.window import Prepared, prepare


@click.group("publication", cls=Group)
def publication_group() -> None:
    """Cửa công khai: công bố gì, từ ngày nào, ngừng vì sao."""


_SUBJECT = click.Choice([one.value for one in PublicationSubject])


@publication_group.command("on")
@click.argument("subject", type=_SUBJECT)
@option("--since", type=Day(), help="Từ ngày nào (mặc định hôm nay).")
@option("--reason", default="", help="Lý do.")
@pass_edge
def on(edge: Edge, subject: str, since: date | None, reason: str) -> None:
    """Bắt đầu công bố: statements (báo cáo), campaigns (đợt vận động), updates (bản tin)."""
    _switch(edge, subject, since, reason, is_on=True)


@publication_group.command("off")
@click.argument("subject", type=_SUBJECT)
@option("--since", type=Day(), help="Từ ngày nào (mặc định hôm nay).")
@option("--reason", required=True, help="Lý do, hiện ngay trên cửa công khai.")
@pass_edge
def off(edge: Edge, subject: str, since: date | None, reason: str) -> None:
    """Ngừng công bố; cửa công khai báo từ ngày nào và vì sao."""
    _switch(edge, subject, since, reason, is_on=False)


def _switch(edge: Edge, subject: str, since: date | None, reason: str, *, is_on: bool) -> None:
    def work(session: Session, command: Command) -> Answer:
        what = PublicationSubject(subject)
        made = switch_publication(session, command, what, is_on=is_on, since=since, reason=reason)
        return {"subject": subject, "name": SUBJECT_NAMES[what], "on": is_on, "since": made.since.isoformat()}

    payload = {"subject": subject, "on": is_on, "since": since, "reason": reason}
    say = "Từ ngày {since} công bố {name}." if is_on else "Từ ngày {since} ngừng công bố {name}."
    edge.carry_out("publication.switch", payload, work, say=say)


@publication_group.command("list")
@pass_edge
def list_(edge: Edge) -> None:
    """Liệt kê những gì đang công bố và các lần đổi."""
    with edge.reading() as session:
        unit = edge.unit(session)
        rows: list[dict[str, Any]] = [
            {
                "subject": one.subject.value,
                "name": SUBJECT_NAMES[one.subject],
                "on": one.is_on,
                "said": _(ON if one.is_on else OFF),
                "since": one.since,
                "reason": one.reason,
                "counts_now": one.is_on == is_published(session, unit.id, one.subject, this_day()),
            }
            for one in switches(session, unit.id)
        ]
    edge.list(rows, [("name", "Nội dung"), ("said", "Trạng thái"), ("since", "Từ ngày"), ("reason", "Lý do")])


@publication_group.command("statement")
@click.argument("period")
@pass_edge
def statement(edge: Edge, period: str) -> None:
    """Công bố báo cáo của một kỳ lên cửa công khai; bản trước của kỳ ấy vẫn giữ."""
    days = DateRange.parse(period)
    with edge.reading() as session, progress("Lập bản công khai", quiet=edge.as_json) as show:
        made = _prepared(edge, session, days, show)

    def work(session: Session, command: Command) -> Answer:
        kept = publish_statement(session, command, days, made.figures, made.files)
        told = {"number": kept.id, "period": str(days), "version": kept.version, "closing": kept.closing}
        return told | {"files": sorted(made.files), "difference": made.difference}

    say = "Đã công bố báo cáo {period}, bản {version}: số dư cuối kỳ {closing:dong}, chênh lệch {difference:dong}."
    edge.carry_out("statement.publish", {"period": str(days)}, work, say=say)


def _prepared(edge: Edge, session: Session, days: DateRange, show: Any) -> Prepared:
    place, name = key_place(edge), origin(edge, session)
    point, verifier = None, ""
    if place is not None:
        with writing_to(place):
            key = audit.signing_key(place)
        point, verifier = audit.checkpoint(session, name, key), audit.verifier_key(name, key.public_key())
    return prepare(
        session,
        edge.unit(session),
        days,
        made_at=datetime.now(UTC),
        checkpoint=point,
        verifier=verifier,
        progress=show,
    )


@publication_group.command("statements")
@pass_edge
def statements(edge: Edge) -> None:
    """Liệt kê các báo cáo đã công bố."""
    with edge.reading() as session:
        rows = [
            {
                "number": str(one.id),
                "first": one.first,
                "last": one.last,
                "period": str(one.days),
                "version": one.version,
                "published": one.published,
                "received": one.received,
                "used": one.used,
                "closing": one.closing,
            }
            for one in published_statements(session, edge.unit(session).id)
        ]
    columns = [("number", "Số"), ("period", "Kỳ"), ("version", "Bản"), ("published", "Công bố")]
    edge.list(rows, [*columns, ("received", "Đã nhận"), ("used", "Đã sử dụng"), ("closing", "Cuối kỳ")])
