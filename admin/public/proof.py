"""How anybody checks what is published: the checkpoints, two programs of the standard library, the inspector's samples."""

from __future__ import annotations

import base64
from collections import Counter
from typing import Any

from flask import Response, abort

from admin.paper import served
from admin.public.published import page_of
from admin.public.remembered import cached, remembered
from admin.public.window import PREFIX, blueprint, require_on, shown, unit_of
from admin.visitor import reading
from admin.words import _
from khfund.oversight.audit_sample import AuditSample, draw_of, entries_of, find_sample, items_of, samples
from khfund.oversight.publication import PublicationSubject
from khfund.oversight.published_statement import files_of, published_statements
from khfund.oversight.sample_finding import VERDICT_NAMES, closing_of, findings_of
from khfund.oversight.sample_selection import METHOD_NAMES, list_text
from khfund.reports.window import CHECKPOINT_FILE

VERIFIERS = ("verify_statement.py", "verify_log.py", "verify_sample.py")


@blueprint.route(f"{PREFIX}/<code>/kiem-chung/")
def proof(code: str) -> Any:
    """Show the checkpoints that were published, how to check them, and the samples that were drawn."""
    unit = unit_of(code)
    refused = require_on(unit, PublicationSubject.STATEMENTS)
    if refused is not None:
        return refused
    points = [
        (one, page_of(one)["checkpoint"])
        for one in published_statements(reading(), unit.id)
        if any(file.name == CHECKPOINT_FILE for file in files_of(reading(), one))
    ]
    drawn = [_sample(one) for one in samples(reading(), unit.id)]
    return shown(
        "public/proof.html",
        title=_("Cách kiểm chứng"),
        unit=unit,
        points=points,
        samples=drawn,
        verifiers=VERIFIERS,
    )


def _sample(one: AuditSample) -> dict[str, Any]:
    """A sample as the public sees it: how it was drawn, which entries, how many were in order; no words about anybody."""
    draw, closing = draw_of(reading(), one), closing_of(reading(), one)
    verdicts = Counter(finding.verdict for finding in findings_of(reading(), one).values())
    return {
        "sample": one,
        "method": METHOD_NAMES[one.method],
        "draw": draw,
        "root": base64.b64encode(bytes.fromhex(draw.root)).decode() if draw else "",
        "entries": [item.entry_id for item in items_of(reading(), one.id)],
        "closed": closing.day if closing else None,
        "verdicts": [(name, verdicts[verdict]) for verdict, name in VERDICT_NAMES.items()] if closing else [],
    }


@blueprint.route(f"{PREFIX}/<code>/mau-kiem-tra/<int:number>.csv")
def sample_list(code: str, number: int) -> Response:
    """Give the list of entries that a sample was drawn from: numbers and amounts, nothing else."""
    unit = unit_of(code)
    if require_on(unit, PublicationSubject.STATEMENTS) is not None:
        abort(410)
    found = find_sample(reading(), unit.id, number)
    content = remembered().get(("sample", number), lambda: list_text(entries_of(reading(), found)).encode())
    return cached(served(content, f"mau-{number}.csv"))
