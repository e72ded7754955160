"""`sample` on the command line, from the word to the summary; anybody draws it again with the published program."""

import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).parent.parent.parent / "docs" / "verify_sample.py"


def test_a_sample_is_announced_drawn_found_closed_and_drawn_again_by_a_stranger(on_a_file, tmp_path):
    on_a_file.json("person", "enter", "kiemtra", "Bạc Thị Kiểm Tra", by="quantri")
    on_a_file.json("person", "grant", "kiemtra", "inspector", by="quantri")
    for day in (2, 3, 4, 5):
        on_a_file.json(
            "donation", "receive", "--anonymous", "--day", f"{day:02}/03/2026", "--part", f"KH:{day}00.000"
        )
    on_a_file.json(
        "sample", "announce", "2026", "--count", 2, "--word", "hoa ban", "--by-money", by="kiemtra"
    )
    on_a_file.json("sample", "draw", 1, by="kiemtra")
    for place in (1, 2):
        on_a_file.json("sample", "find", 1, place, "in_order", by="kiemtra")
    on_a_file.json("sample", "close", 1, "--summary", "Đủ", by="kiemtra")
    pdf, entries = tmp_path / "mau.pdf", tmp_path / "mau.csv"
    on_a_file.json("sample", "print", 1, "--out", pdf, "--list", entries)

    (sample,) = on_a_file.json("sample", "list")["items"]
    drawn = [str(row["entry"]) for row in on_a_file.json("sample", "show", 1)["items"]]
    words = [entries, sample["root"], sample["size"], "hoa ban", 2, "money"]
    again = subprocess.run(
        [sys.executable, PROGRAM, *map(str, words)], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert again[1:] == [f"seed {sample['seed']}", f"sample {' '.join(drawn)}"]
    assert (sample["open"], sample["closed"]) == (0, True)
    assert on_a_file("check").code == 0
