"""Papers and files handed to the browser: always taken away, never run in the office's name."""

from __future__ import annotations

import io

from flask import Response, send_file

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "zip": "application/zip",
    "png": "image/png",
    "jpg": "image/jpeg",
}


def served(content: bytes, name: str, media_type: str = "") -> Response:
    """Give a file to be saved under `name`; its kind is told by the end of the name where it is not given."""
    kind = media_type or KINDS.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    plain = "".join(letter if letter.isprintable() and letter not in '/\\"' else "_" for letter in name)
    answer = send_file(io.BytesIO(content), kind, as_attachment=True, download_name=plain)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
