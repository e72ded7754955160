"""Something done in a child process that may die of it: killed in the middle, or on a disk that is full."""

import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

KILLED = -signal.SIGKILL


def in_child(work: Callable[[], Any]) -> Any:
    """Do `work` in a forked child; return what it returned or raised, or minus the signal that killed it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover  the parent measures
        os.close(reading)
        try:
            told = work()
        except BaseException as failure:  # noqa: BLE001  whatever it is, the parent looks at it
            told = failure
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(told, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return pickle.loads(said) if code == 0 else code


def dying_at(step: int, file: str, work: Callable[[], Any]) -> Callable[[], Any]:
    """Make `work` die by SIGKILL at the `step`-th line that it runs in the files of the folder `file`."""

    def killed() -> Any:
        left = step

        def trace(frame, _event, _argument):
            return counted if frame.f_code.co_filename.startswith(file) else None

        def counted(_frame, event, _argument):
            nonlocal left
            if event == "line":
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            return counted

        sys.settrace(trace)
        return work()

    return killed


def lines_run(file: str, work: Callable[[], Any]) -> int:
    """Count the lines that `work` runs in the files of the folder `file`."""

    def count() -> int:
        run = 0

        def trace(frame, _event, _argument):
            return counted if frame.f_code.co_filename.startswith(file) else None

        def counted(_frame, event, _argument):
            nonlocal run
            run += event == "line"
            return counted

        sys.settrace(trace)
        work()
        sys.settrace(None)
        return run

    counted_lines: int = in_child(count)
    return counted_lines


def on_a_full_disk(bytes_free: int, work: Callable[[], Any]) -> Any:
    """Do `work` in a child none of whose files may grow beyond `bytes_free`."""

    def limited() -> Any:
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_free, bytes_free))
        return work()

    return in_child(limited)


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` with its content."""
    return {
        str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()
    }
