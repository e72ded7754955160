"""`demo`: the main job on the example files, from empty books to the printed year."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import attrs
import click

from khfund.cli.edge import Edge, pass_edge, progress, writing_to
from khfund.cli.words import Command, option
from khfund.demo import award_prints, papers, safekeeping, summary, year_papers
from khfund.demo.example_year import hold
from khfund.errors import IntegrityError


class DemoUnsoundError(IntegrityError):
    """The example year ends with books that agree with themselves."""

    message = "Sổ của năm ví dụ không khớp ở {count} chỗ; hãy báo lỗi này."
    english = "The books of the example year contradict themselves in {count} places; please report this."


@click.command("demo", cls=Command)
@option("--examples", type=click.Path(path_type=Path), default=Path("examples"), help="Thư mục tệp ví dụ.")
@option("--out", type=click.Path(path_type=Path), default=Path("out"), help="Nơi để sổ và giấy tờ.")
@pass_edge
def demo(edge: Edge, examples: Path, out: Path) -> None:
    """Làm trọn một năm ví dụ: từ sao kê đến biên nhận, khóa sổ và báo cáo công khai."""
    began = time.monotonic()
    bar = partial(progress, quiet=edge.as_json)
    with writing_to(out / "khfund-demo.sqlite") as file:
        for old in (file, file.with_name(f"{file.name}-journal"), file.with_name(f"{file.name}.key")):
            old.unlink(missing_ok=True)
        with bar("Năm 2025") as show:
            held = hold(file, examples, show)
        printed = papers.print_papers(held.office, out, bar)
        files = year_papers.print_year(held.office, out, bar)
        award_papers = award_prints.print_awards(held.office, out, bar)
        kept = safekeeping.keep_safe(held.office, out, bar)
    with held.office.database.reading() as session:
        found = summary.figures(session, held.office)
        season = award_prints.season_of(session, held.office)
    held.office.database.dispose()
    seconds = time.monotonic() - began
    if edge.as_json:
        answer = {
            "figures": attrs.asdict(found),
            "season": attrs.asdict(season),
            "lines": attrs.asdict(held.tally),
            "papers": attrs.asdict(printed) | {"of_the_year": files, "of_the_round": award_papers},
        }
        edge.tell(answer | {"proof": attrs.asdict(kept), "seconds": round(seconds, 1)})
    else:
        click.echo(
            summary.told(
                held, found, season, printed, kept, out=str(out), files=(files, award_papers), seconds=seconds
            )
        )
    if kept.findings:
        raise DemoUnsoundError(count=len(kept.findings))
