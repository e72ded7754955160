"""How an office is set up: where its books are, under which names it is reached, how it is protected."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from khfund.errors import KhfundError


class SettingUnclearError(KhfundError):
    """A setting of the environment says what it means."""

    message = "Không hiểu {name}={text}; hãy viết {needed}."
    english = "{name}={text} is not clear; write {needed}."


BOOKS = "khfund.sqlite"
LOCAL = ("localhost", "127.0.0.1")


@attrs.frozen
class Config:
    """The settings of one office.

    `books` is the URL of the books or the path of an SQLite file, `owner` on PostgreSQL the role that owns the tables.
    `store` is where the office keeps its sessions, throttles and jobs: None means beside an SQLite file, or in the
    schema `office` of the PostgreSQL that holds the books. `hosts` are the names under which browsers reach it,
    `proxies` how many reverse proxies stand in front, `secure` whether browsers reach it by HTTPS. `backups` is the
    folder into which backups go: None means beside an SQLite file.
    """

    books: str
    owner: str | None = None
    store: str | None = None
    hosts: tuple[str, ...] = LOCAL
    proxies: int = 0
    secure: bool = True
    backups: str | None = None

    @classmethod
    def from_environment(cls, said: Mapping[str, str]) -> Config:
        """Read the settings from variables: what `khfund serve` takes as options, servers of several workers take so.

        KHFUND_DB, KHFUND_OWNER_DB and KHFUND_OFFICE_DB say where; KHFUND_HOSTS names the hosts, with commas;
        KHFUND_PROXIES counts the proxies in front; KHFUND_HTTPS is 0 where browsers come by plain HTTP;
        KHFUND_BACKUPS is the folder of the backups.

        Raises: SettingUnclearError.
        """
        hosts = tuple(one.strip() for one in said.get("KHFUND_HOSTS", "").split(",") if one.strip())
        return cls(
            books=said.get("KHFUND_DB", BOOKS),
            owner=said.get("KHFUND_OWNER_DB") or None,
            store=said.get("KHFUND_OFFICE_DB") or None,
            hosts=(*hosts, *(name for name in LOCAL if name not in hosts)),
            proxies=_number("KHFUND_PROXIES", said.get("KHFUND_PROXIES") or "0"),
            secure=_number("KHFUND_HTTPS", said.get("KHFUND_HTTPS") or "1") == 1,
            backups=said.get("KHFUND_BACKUPS") or None,
        )

    def environment(self) -> dict[str, str]:
        """Say these settings as variables, for a process of the same office."""
        return {
            "KHFUND_DB": self.books,
            "KHFUND_OWNER_DB": self.owner or "",
            "KHFUND_OFFICE_DB": self.store or "",
            "KHFUND_HOSTS": ",".join(self.hosts),
            "KHFUND_PROXIES": str(self.proxies),
            "KHFUND_HTTPS": str(int(self.secure)),
            "KHFUND_BACKUPS": self.backups or "",
        }


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 1):
        raise SettingUnclearError(name=name, text=text, needed="0…9")
    return int(text)
