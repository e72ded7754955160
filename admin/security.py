"""What every answer of the office carries, and what a stranger is told when something is wrong: nothing of the books."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

from admin.sentence import sentence
from admin.words import _
from khfund.errors import BusyError, KhfundError, StorageError

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
STORED = "no-store"  # what is shown to whoever is signed in stays in no cache

PUBLIC = frozenset({"static", "door.sign_in", "door.front", "door.choose_language", "health", "public"})
"""What is open without signing in, by endpoint or blueprint; everything else is not, whoever adds it."""

log = logging.getLogger("khfund.office")

SAID = {
    400: "Yêu cầu không hiểu được; hãy quay lại và thử lần nữa.",
    401: "Hãy đăng nhập.",
    403: "Vai trò của ông/bà không được xem trang này.",
    404: "Không có trang này.",
    405: "Trang này không nhận yêu cầu như thế.",
    413: "Tệp quá lớn; tối đa 20 MB.",
    429: "Đã thử quá nhiều lần; hãy đợi ít phút rồi thử lại.",
    500: "Có lỗi của chương trình; chưa có gì thay đổi. Hãy báo người quản trị, kèm giờ xảy ra.",
    503: "Đang bận; chưa có gì thay đổi. Hãy thử lại sau ít giây.",
}


def protect(app: Flask) -> None:
    """Set the headers of every answer and the pages of every failure."""
    app.after_request(_headed)
    app.register_error_handler(HTTPException, _http_failure)
    app.register_error_handler(KhfundError, _refused)
    app.register_error_handler(Exception, _failure)


def _headed(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", STORED)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _http_failure(failure: HTTPException) -> Any:
    code = failure.code or 500
    if code < 400:
        return failure
    return told(_(SAID.get(code, SAID[400])), code, failure.get_headers() if code == 405 else None)


def _refused(refusal: KhfundError) -> Any:
    """A refusal that no form shows: a number that is not there, books that are busy."""
    code = 503 if isinstance(refusal, BusyError) else 500 if isinstance(refusal, StorageError) else 404
    return told(sentence(refusal), code)


def _failure(failure: Exception) -> Any:
    """A mistake of the program: where it happened goes to the log, never what it happened to."""
    if current_app.testing:
        raise failure
    place = failure.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
    log.error("%s at %s, serving %s", type(failure).__name__, where, request.endpoint)
    return told(_(SAID[500]), 500)


def told(sentence: str, code: int, headers: Any = None) -> Any:
    """A page of one sentence; without its frame where no address of ours can be made: the host is none of ours."""
    if not request_ctx.url_adapter:
        return sentence, code, {"Content-Type": "text/plain; charset=utf-8"}
    return render_template("failure.html", title=str(code), sentence=sentence), code, headers or {}
