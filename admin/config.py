"""How an office is set up: where its books are, under which names it is reached, how it is protected."""

from __future__ import annotations

import attrs


@attrs.frozen
class Config:
    """The settings of one office.

    `books` is the URL of the books or the path of an SQLite file, `owner` on PostgreSQL the role that owns the tables.
    `store` is where the office keeps its sessions, throttles and jobs: None means beside an SQLite file, or in the
    schema `office` of the PostgreSQL that holds the books. `hosts` are the names under which browsers reach it,
    `proxies` how many reverse proxies stand in front, `secure` whether browsers reach it by HTTPS.
    """

    books: str
    owner: str | None = None
    store: str | None = None
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1")
    proxies: int = 0
    secure: bool = True
