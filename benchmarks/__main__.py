"""Run every benchmark, each in a process of its own, and print its figures: python -m benchmarks [NAME …]."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

NOT_A_BENCHMARK = {
    "__init__", "__main__", "ground", "sequence_books", "sequence_steps", "sequence_terms",
    "page_books", "award_sequence_books", "award_sequence_payments", "award_sequence_steps",
}  # fmt: skip


def main(argv: list[str]) -> int:
    """Run the benchmarks named, or all of them; the exit code is 1 if one failed."""
    modules = sorted(file.stem for file in Path(__file__).parent.glob("*.py"))
    wanted = argv or [name for name in modules if name not in NOT_A_BENCHMARK]
    failed = []
    for name in wanted:
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "all benchmarks ran")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
