"""`goods print`: the papers of a hand-over, which load a typesetter."""

from __future__ import annotations

from pathlib import Path

import click

from khfund.cli.edge import Edge, pass_edge
from khfund.cli.export import writing_whole
from khfund.cli.words import Command as Verb
from khfund.cli.words import option
from khfund.donations.hand_over import find_hand_over
from khfund.receipts.hand_over_paper import hand_over_paper, minutes, signed_list


@click.command("print", cls=Verb)
@click.argument("number", type=int)
@option("--out", type=click.Path(path_type=Path), required=True, help="Tệp PDF.")
@option(
    "--signed-list",
    "names",
    is_flag=True,
    help="In danh sách ký nhận có tên người nhận; lưu nội bộ, không công khai.",
)
@pass_edge
def print_hand_over(edge: Edge, number: int, out: Path, names: bool) -> None:
    """In biên bản giao nhận hiện vật, hoặc danh sách ký nhận."""
    with edge.reading() as session:
        says = hand_over_paper(session, find_hand_over(session, edge.unit(session).id, number))
    with writing_whole(out) as unfinished:
        unfinished.write_bytes(signed_list(says) if names else minutes(says))
    edge.tell({"list": number, "value": says.value, "file": str(out)}, "Đã in {list} vào {file}.")
