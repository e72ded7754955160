"""Work G: the office over books of a million entries, a hundred people clicking; and every list by itself.

    python -m benchmarks.pages [--entries N] [--people 100] [--pause 5] [--minutes 5] [--workers W] [--books FOLDER]
    python -m benchmarks.pages --costs 400
    python -m benchmarks.pages --lists [--postgresql URL --owner URL]

The people walk the pages of each role over real HTTP, each from link to link, with a pause between two clicks of
`--pause` seconds on average (0 unless given: nobody works so, it shows how much is served at most), against `khfund
serve` in a process of its own (or gunicorn with W workers). Only links which a page offers its reader are followed, so
each answer that is no page is a mistake of the office. `--costs` walks that many clicks of each role one after another
inside this process and tells the processor time of each kind of page, which another load of the machine leaves alone.
The books are made once and kept in the folder.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import attrs
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from admin import Config, create_app
from admin.listing import COUNT_MAX, PAGE_ROWS, Listing
from admin.signed_in import sign_in
from benchmarks.page_books import LOGINS, UNIT, make
from khfund.actor import Person
from khfund.db import Database

HITS = ("Nguyễn", "GIA DINH 4", "phẩm")
NO_HIT = "không-có-ai-tên-này"
KHFUND = [sys.executable, "-c", "from khfund.cli import main; main()"]


@attrs.define
class Seen:
    """What one person saw: seconds of each answer, and how many were no pages."""

    seconds: list[float] = attrs.field(factory=list)
    wrong: Counter[str] = attrs.field(factory=Counter)


def main() -> None:
    """Measure and print."""
    options = _options()
    folder = Path(options.books)
    folder.mkdir(parents=True, exist_ok=True)
    url = options.postgresql or str(folder / f"pages-{options.entries}.sqlite")
    database = Database(url, options.owner)
    if database.version() is None:
        print(f"making books of {options.entries:,} entries …", flush=True)
        make(database, folder, options.entries)
    app = create_app(Config(url, options.owner, secure=False))
    if options.lists:
        tell_lists(app)
    elif options.costs:
        tell_costs(app, options.costs)
    else:
        walk(app, url, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument(
        "--pause", type=float, default=0, help="seconds between two clicks of a person, on average"
    )
    parser.add_argument(
        "--costs", type=int, default=0, help="clicks of each role, for processor time instead of people"
    )
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--workers", type=int, default=0, help="processes of gunicorn; 0: khfund serve")
    parser.add_argument("--books", default=str(Path(tempfile.gettempdir()) / "khfund-pages"))
    parser.add_argument("--lists", action="store_true", help="each list by itself instead of people")
    parser.add_argument("--postgresql", help="URL of the books as the application's role")
    parser.add_argument("--owner", help="URL of the books as the owner of the tables")
    return parser.parse_args()


def cookie_of(app: Flask, login: str) -> str:
    """Sign a person in and return the browser's cookie."""
    with app.extensions["khfund.books"].reading() as session:
        person = session.scalars(select(Person.id).where(Person.login == login)).one()
    token = sign_in(app.extensions["khfund.store"], person, proved_twice=True)
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"khfund={signer.dumps({'_user_id': token, '_fresh': True})}"


# -- every list by itself -------------------------------------------------------------------------------------------


def tell_lists(app: Flask) -> None:
    """Time each list: first and last page, each sort both ways, a search that finds and one that does not."""
    client, cookies = (
        app.test_client(use_cookies=False),
        {login: cookie_of(app, login) for login in (*LOGINS, "quantri")},
    )
    slow = 0
    for view in app.extensions["khfund.admin"]._views:  # noqa: SLF001  as the menu does
        if not isinstance(view, Listing):
            continue
        for what, query in questions(view):
            took = _asked(client, cookies, view, query)
            slow += took >= 1
            print(
                f"{view.endpoint:24} {what:34} {took * 1000:8.0f} ms{'   SLOW' if took >= 1 else ''}",
                flush=True,
            )
    print(f"{slow} of them take a second or more")


def questions(view: Listing) -> Iterator[tuple[str, str]]:
    """What a list may be asked: words about it, and what follows the question mark."""
    yield "first page", ""
    yield "last page", f"page={COUNT_MAX // PAGE_ROWS}"
    for place, column in enumerate(view.columns):
        if column.sort is not None:
            yield f"sort {column.key}", f"sort={place}"
            yield f"sort {column.key}, last first", f"sort={place}&desc=1"
            yield f"sort {column.key}, last page", f"sort={place}&page={COUNT_MAX // PAGE_ROWS}"
    if view.searches:
        for term in (*HITS, NO_HIT):
            yield f"search {term}", f"search={quote(term)}"


def _asked(client: FlaskClient, cookies: dict[str, str], view: Listing, query: str) -> float:
    address = f"/so/{UNIT}/{view.address}/?{query}"
    for cookie in cookies.values():
        start = time.perf_counter()
        answer = client.get(address, headers={"Cookie": cookie})
        took = time.perf_counter() - start
        if answer.status_code == 200:
            return took
        assert answer.status_code == 403, (answer.status_code, address)
    return 0.0


# -- what each page costs -------------------------------------------------------------------------------------------


def tell_costs(app: Flask, clicks: int) -> None:
    """Walk so many clicks of each role, and tell the processor time of each kind of page, the dearest in sum first."""
    client, rules = app.test_client(use_cookies=False), app.url_map.bind("localhost")
    took: dict[str, list[float]] = defaultdict(list)
    for seed, login in enumerate(LOGINS):
        headers, chance = {"Cookie": cookie_of(app, login)}, random.Random(seed)
        path = home = f"/so/{UNIT}/"
        for _click in range(clicks):
            start = time.process_time()
            answer = client.get(path, headers=headers)
            page, _mark, query = path.partition("?")
            kind = f"{rules.match(page)[0]}{' search' if 'search=' in query else ''}"
            took[kind].append((time.process_time() - start) * 1000)
            assert answer.status_code in {200, 302}, (answer.status_code, path, login)
            path = answer.headers.get("Location") or _next(answer.text, chance) or home
    every = sorted(one for some in took.values() for one in some)
    print(f"{len(every)} pages: {sum(every) / len(every):.1f} ms on average,", end=" ")
    print(
        ", ".join(f"p{part * 100:.0f} {every[int(len(every) * part)]:.0f} ms" for part in (0.5, 0.95, 0.99))
    )
    for kind, some in sorted(took.items(), key=lambda one: -sum(one[1])):
        share = 100 * sum(some) / sum(every)
        print(
            f"   {kind:34}{len(some):5} ×{sum(some) / len(some):8.1f} ms, {share:4.1f} % of all, most {max(some):.0f} ms"
        )


# -- people ---------------------------------------------------------------------------------------------------------


def walk(app: Flask, url: str, options: argparse.Namespace) -> None:
    """Let people walk, and print how long they waited."""
    server, address = _serve(url, options)
    try:
        ends = time.monotonic() + 60 * options.minutes
        logins = [login for login in LOGINS for _ in range(-(-options.people // len(LOGINS)))]
        walkers = [
            _Walker(app, login, address, ends, seed, options.pause)
            for seed, login in enumerate(logins[: options.people])
        ]
        threads = [threading.Thread(target=one.walk) for one in walkers]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        _tell(walkers, time.monotonic() - began, _memory(server.pid))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _serve(url: str, options: argparse.Namespace) -> tuple[subprocess.Popen[str], str]:
    variables = os.environ | {"KHFUND_DB": url, "KHFUND_OWNER_DB": options.owner or "", "KHFUND_HTTPS": "0"}
    command = [*KHFUND, "serve", "--port", "0", "--without-work"]
    if options.workers:
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--workers",
            str(options.workers),
            "--bind",
            "127.0.0.1:0",
        ]
        command += ["--worker-class", "gthread", "--threads", "8", "admin.wsgi:app"]
    server = subprocess.Popen(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert server.stdout is not None
    found = next(match[0] for line in server.stdout if (match := re.search(r"http://[\d.]+:\d+", line)))
    threading.Thread(target=server.stdout.read, daemon=True).start()
    return server, found


@attrs.define
class _Walker:
    app: Flask
    login: str
    address: str
    ends: float
    seed: int
    pause: float = 0
    seen: Seen = attrs.field(factory=Seen)

    def walk(self) -> None:
        """Open the first page, then links of the page one is on, a search now and then, until time is up."""
        chance, cookie = random.Random(self.seed), cookie_of(self.app, self.login)
        home = f"/so/{UNIT}/"
        path = before = home
        line = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        while self._waits(chance):
            start = time.perf_counter()
            try:
                line.request("GET", path, headers={"Cookie": cookie})
                answer = line.getresponse()
                text = answer.read().decode("utf-8", "replace")
            except OSError as failure:
                self.seen.wrong[f"{type(failure).__name__} {_kind(path)}"] += 1
                line.close()
                continue
            self.seen.seconds.append(time.perf_counter() - start)
            if answer.status not in {200, 302}:
                self.seen.wrong[f"{answer.status} {_kind(path)}, offered by {_kind(before)}"] += 1
            before, path = path, answer.headers["Location"] or _next(text, chance) or home

    def _waits(self, chance: random.Random) -> bool:
        """Read the page for a while; whether there is time for another."""
        time.sleep(chance.expovariate(1 / self.pause) if self.pause else 0)
        return time.monotonic() < self.ends


def _kind(path: str) -> str:
    """An address without its numbers."""
    return re.sub(r"\d+", "N", path)


FILES = ("xuat.", "/tep/", "/giay/", ".pdf", ".docx", ".xlsx", ".csv", "/anh", "dang-xuat")


def _next(page: str, chance: random.Random) -> str | None:
    """A link of the page, into the same book and to no file; a search where the page has one."""
    links = [link.replace("&amp;", "&") for link in re.findall(rf'href="(/so/{UNIT}/[^"#]*)"', page)]
    plain = [link for link in links if not any(part in link for part in FILES)]
    sorts = [link for link in plain if "sort=" in link]
    if sorts and 'role="search"' in page and chance.random() < 0.15:
        return f"{sorts[0].partition('?')[0]}?search={quote(chance.choice((*HITS, NO_HIT)))}"
    return chance.choice(plain) if plain else None


def _tell(walkers: list[_Walker], seconds: float, memory: int) -> None:
    taken = sorted(took for one in walkers for took in one.seen.seconds)
    wrong = sum((one.seen.wrong for one in walkers), Counter())
    if not taken:
        print("no answers")
        return
    p50, p95, p99 = (taken[min(int(len(taken) * part), len(taken) - 1)] * 1000 for part in (0.5, 0.95, 0.99))
    print(f"G  {len(walkers)} people, {seconds:.0f} s: {len(taken) / seconds:.0f} requests/s")
    print(f"   p50 {p50:.0f} ms   p95 {p95:.0f} ms   p99 {p99:.0f} ms   worst {taken[-1] * 1000:.0f} ms")
    print(f"   wrong answers: {wrong.total()}   memory of the server: {memory / 1024:.0f} MiB")
    for path, times in wrong.most_common(20):
        print(f"   {times} × {path}")


def _memory(pid: int) -> int:
    """KiB that a process and its children hold."""
    listed = subprocess.run(
        ["ps", "-o", "rss=", "--pid", str(pid), "--ppid", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return sum(int(one) for one in listed.stdout.split())


if __name__ == "__main__":
    main()
