"""`donor`: who gives."""

from __future__ import annotations

import attrs
import click
from sqlalchemy.orm import Session

from khfund.cli.edge import Edge, pass_edge
from khfund.cli.words import Group, _, option
from khfund.command import Answer, Command
from khfund.donations.donor import (
    Donor,
    enter_donor,
    find_donor,
    merge_donors,
    search_donors,
    separate_donor,
    similar_donors,
)
from khfund.donations.likeness import DonorKind, Traits
from khfund.donations.naming import DONOR_KINDS

_PAGE = {
    "page-code": "khfund.cli.giver_codes:page_code",
    "page-code-end": "khfund.cli.giver_codes:page_code_end",
}


@click.group("donor", cls=Group, lazy=_PAGE)
def donor_group() -> None:
    """Nhà hảo tâm."""


@donor_group.command("enter")
@click.argument("name")
@option(
    "--kind",
    type=click.Choice([kind.value for kind in DonorKind]),
    default="person",
    help="Cá nhân, gia đình hay tổ chức.",
)
@option("--address", default="", help="Địa chỉ (không công khai).")
@option("--locality", default="", help="Xã, phường hoặc cơ quan (được công khai).")
@option("--phone", default="", help="Điện thoại (không công khai).")
@option("--tax-code", default="", help="Mã số thuế hoặc số định danh (không công khai).")
@option("--anonymous", is_flag=True, help="Muốn ẩn danh.")
@pass_edge
def enter(
    edge: Edge, name: str, kind: str, address: str, locality: str, phone: str, tax_code: str, anonymous: bool
) -> None:
    """Ghi một nhà hảo tâm; cho biết ai có thể là cùng một người."""
    traits = Traits(
        full_name=name,
        kind=DonorKind(kind),
        address=address,
        locality=locality,
        phone=phone,
        tax_code=tax_code,
        wishes_anonymity=anonymous,
    )

    def work(session: Session, command: Command) -> Answer:
        similar = similar_donors(session, command.unit, traits)
        one = enter_donor(session, command, traits)
        alike = [{"donor": other.donor.id, "reason": other.likeness.reason} for other in similar]
        return {"donor": one.id, "similar": alike}  # no name: the log keeps answers for ever

    payload = attrs.asdict(traits) | {"kind": kind}
    answer = edge.carry_out("donor.enter", payload, work, say="Đã ghi nhà hảo tâm số {donor}.")
    with edge.reading() as session:
        for other in answer["similar"]:
            edge.warn(
                "  Có thể trùng với số {donor} {name} ({reason}); gộp bằng `khfund donor merge`.",
                name=session.get_one(Donor, other["donor"]).full_name,
                **other,
            )


@donor_group.command("search")
@click.argument("words")
@pass_edge
def search(edge: Edge, words: str) -> None:
    """Tìm nhà hảo tâm theo tên, có dấu hay không."""
    with edge.reading() as session:
        rows = [_donor(one) for one in search_donors(session, edge.unit(session).id, words)]
    edge.list(rows, [("donor", "Số"), ("name", "Tên"), ("kind_name", "Loại"), ("locality", "Nơi ở, cơ quan")])


def _donor(one: Donor) -> dict[str, object]:
    return {
        "donor": str(one.id),
        "name": one.full_name,
        "kind": one.kind.value,
        "kind_name": _(DONOR_KINDS[one.kind]),
        "locality": one.locality,
    }


@donor_group.command("merge")
@click.argument("merged", type=int)
@click.argument("survivor", type=int)
@pass_edge
def merge(edge: Edge, merged: int, survivor: int) -> None:
    """Gộp MERGED vào SURVIVOR: các khoản ủng hộ sẽ hiện dưới SURVIVOR."""

    def work(session: Session, command: Command) -> Answer:
        one = session.get(Donor, merged) or find_donor(session, command.unit, merged)
        kept = merge_donors(session, command, one, survivor=find_donor(session, command.unit, survivor))
        return {"merged": merged, "survivor": kept.id}

    edge.carry_out(
        "donor.merge",
        {"merged": merged, "survivor": survivor},
        work,
        say="Đã gộp số {merged} vào số {survivor}.",
    )


@donor_group.command("separate")
@click.argument("number", type=int)
@pass_edge
def separate(edge: Edge, number: int) -> None:
    """Tách lại một nhà hảo tâm đã gộp nhầm."""

    def work(session: Session, command: Command) -> Answer:
        one = session.get(Donor, number) or find_donor(session, command.unit, number)
        return {"donor": separate_donor(session, command, one).id}

    edge.carry_out("donor.separate", {"donor": number}, work, say="Nhà hảo tâm số {donor} đã được tách lại.")
