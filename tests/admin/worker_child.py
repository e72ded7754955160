"""A worker that another test process starts and kills: usage worker_child.py BOOKS OWNER|- half|whole."""

from __future__ import annotations

import sys
from datetime import date

from admin import Config, create_app
from admin.job import Progress, Result, long_work
from admin.job_queue import Workers
from khfund.ledger import open_fund


@long_work("test.two_funds", looks="fund")
def two_funds(job: Progress, _books, *, codes: list[str]) -> Result:
    """Open two funds, each by a command of its own; in a process that is to be killed, stop between them."""
    for step, code in enumerate(codes):
        job.run("fund.open", {"code": code}, lambda s, c, code=code: opened(s, c, code), step=str(step))
        job.tell(step + 1, len(codes))
        if HALF:
            tell("half")
            sys.stdin.read()
    return Result("Đã mở {count:so} quỹ.", {"count": len(codes)}, files=[("xong.txt", b"xong")])


def opened(session, command, code):
    return {"fund": open_fund(session, command, code, f"Quỹ {code}", opened=date(2026, 1, 1)).code}


def tell(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    books, owner, HALF = sys.argv[1], sys.argv[2], sys.argv[3] == "half"
    app = create_app(Config(books, owner=None if owner == "-" else owner, secure=False))
    workers = Workers(app)
    workers.start()
    tell("started")
    sys.stdin.read()
    workers.stop()
