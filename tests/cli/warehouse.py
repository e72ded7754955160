"""Goods on the command line of a test."""

from tests.cli.shell import Said, Shell

DAY = ("--day", "02/03/2026")


def with_goods(khfund: Shell) -> Shell:
    """A giver, bicycles and two places."""
    khfund("donor", "enter", "Công ty Ánh Dương", "--kind", "organisation")
    khfund("goods", "item-add", "XE", "xe đạp", "--measure", "chiếc")
    khfund("goods", "place-add", "KHO", "Kho văn phòng", "--address", "Số 1")
    khfund("goods", "place-add", "TR", "Trường")
    return khfund


def received(kho: Shell) -> Said:
    """55 bicycles."""
    words = ("goods", "receive", "--goods", "XE:55:2.000.000:invoice:HĐ 12", "--place", "KHO", "--fund", "KH")
    return kho(*words, "--donor", 1, *DAY)


def drafted(kho: Shell, *more: object) -> Said:
    """A hand-over list of Quỹ Khuyến học."""
    words = (
        "goods",
        "hand-over",
        "--place",
        "KHO",
        "--fund",
        "KH",
        "--purpose",
        "Cùng em",
        "--to",
        "Trường Giôn",
    )
    return kho(*words, "--day", "10/03/2026", *more)
