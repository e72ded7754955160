"""khfund for a shell that types many commands: one process has everything loaded and forks for each of them.

Each command still runs in a process of its own, with the shell's folder, variables and streams.
"""

import contextlib
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests import shared_sql

FOUND = "init --code SL --name Hội --opened 01/01/2026 --officer ketoan:accountant:Toán"
EVERY_DAY = (
    "fund open KH Quỹ --opened 01/01/2026 --legal-basis ĐL",
    "donation receive --part KH:100.000 --day 05/01/2026",
    "fund show KH",
    "check",
)

CLIENT = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect({address!r})
    said = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(line, [len(said).to_bytes(4, "big")], [0, 1, 2])
    line.sendall(said)
    sys.exit(line.recv(1)[0])
"""


@contextlib.contextmanager
def khfund_at_hand(folder: Path) -> Iterator[Path]:
    """Make a folder with the command `khfund` in it, for the PATH of a shell."""
    folder.mkdir()
    address = str(folder / "line")
    command = folder / "khfund"
    command.write_text(CLIENT.format(python=sys.executable, address=address), encoding="utf-8")
    command.chmod(0o755)
    with subprocess.Popen([sys.executable, "-m", "tests.zygote", address], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.read(1) == b"!", "the server listens"
        try:
            yield folder
        finally:
            server.terminate()


def serve(address: str) -> None:
    """Fork for each command that is sent to the address, until somebody ends this process."""
    from khfund.cli.main import run  # noqa: PLC0415  loaded here once, not by the tests

    _warm_up(run)

    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen()
        os.write(1, b"!")
        while True:
            line, _ = door.accept()
            if os.fork() == 0:
                with line:
                    line.send(bytes([_run(line, run)]))
                os._exit(0)
            line.close()
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


def _warm_up(run) -> None:
    """Load what commands load when they need it, and compile the SQL that most of them send."""
    import docx  # noqa: F401, PLC0415
    import openpyxl  # noqa: F401, PLC0415
    import weasyprint  # noqa: F401, PLC0415

    shared_sql.install()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        books = ["--db", str(Path(folder, "books.sqlite"))]
        codes = [run([*books, *FOUND.split()])]
        codes += [run([*books, "--as", "ketoan", "--unit", "SL", *words.split()]) for words in EVERY_DAY]
    assert not any(codes), codes


def _run(line: socket.socket, run) -> int:
    size, streams, *_ = socket.recv_fds(line, 4, 3)
    said = b""
    while len(said) < int.from_bytes(size, "big"):
        said += line.recv(65_536)
    words, folder, variables = json.loads(said)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv = ["khfund", *words]
    try:
        code = run(words)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    return int(code or 0)


if __name__ == "__main__":
    serve(sys.argv[1])
