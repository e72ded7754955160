"""One paper printed by a limited child process, for places where strangers' words are printed while others wait.

`python -m khfund.receipts.press MEMORY SECONDS` reads `{"paper", "copies"}` on standard input and writes the PDF on
standard output. A text that makes the setting eat all memory or time takes only this process with it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys

from khfund.errors import KhfundError
from khfund.receipts import pdf
from khfund.receipts.paper import Paper, from_json, to_json

MEMORY = 1 << 30  # bytes of address space
SECONDS = 60


class PaperNotPrintedError(KhfundError):
    """A paper can be set within the memory and time that a page may need."""

    message = "Không in được giấy này trong giới hạn bộ nhớ và thời gian; có thể một ô chữ quá dài. Hãy rút ngắn rồi in lại."
    english = "This paper cannot be printed within the limits of memory and time; some text may be too long."


def print_apart(paper: Paper, *, copies: int = 1, memory: int = MEMORY, seconds: int = SECONDS) -> bytes:
    """Give what `pdf.render` gives, byte for byte, without doing it in this process; takes a second to start.

    Raises: PaperNotPrintedError.
    """
    command = [sys.executable, "-m", "khfund.receipts.press", str(memory), str(seconds)]
    asked = json.dumps({"paper": to_json(paper), "copies": copies}).encode()
    try:
        child = subprocess.run(command, input=asked, capture_output=True, check=False, timeout=2 * seconds)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise PaperNotPrintedError from None
    if child.returncode != 0 or not child.stdout.startswith(b"%PDF"):
        raise PaperNotPrintedError
    return child.stdout


def main() -> None:  # pragma: no cover - would confine the tests as well
    """Give up the right to much memory and time, then print."""
    memory, seconds = (int(limit) for limit in sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    asked = json.load(sys.stdin)
    sys.stdout.buffer.write(pdf.render(from_json(asked["paper"]), copies=asked["copies"]))


if __name__ == "__main__":  # pragma: no cover - the child
    main()
