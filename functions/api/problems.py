"""Whatever goes wrong, as RFC 9457: a stable code, a title in Russian, what to do; never the machine's own words."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from functions.api.idempotency import RequestUnderWay
from functions.api.models.problems import FieldError, Problem
from functions.api.validation import RequestInvalid
from lib import log
from lib.broadcasts.sending import BroadcastInvalid
from lib.buckets import TooManyRequests
from lib.errors import ERRORS, DomainError
from lib.houses.creating import AddressNotUnderstood
from lib.houses.uploading import SheetRefused
from lib.municipalities.settings import TemplateInvalid

_HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large", 415: "body_not_json"}


def answer_problems(app: Flask) -> None:
    """Lets the app answer every error with a problem."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _bug)


def problem(code: str, errors: list[FieldError] | None = None, headers: Mapping[str, str] | None = None) -> Response:
    """The answer for a code of the table of errors."""
    row = ERRORS[code]
    body = Problem(
        type=f"urn:domovye-chaty:problem:{code}",
        title=row.title,
        status=row.http_status,
        code=code,
        detail=row.action,
        errors=errors or [],
        trace=log.current_trace(),
    )
    return Response(
        msgspec.json.encode(body), row.http_status, headers=headers, content_type="application/problem+json"
    )


def _domain_error(error: DomainError) -> Response:
    log.info("request_refused", code=error.code, **error.fields)
    if isinstance(error, TooManyRequests | RequestUnderWay):
        return problem(error.code, headers={"Retry-After": str(error.seconds)})
    return problem(error.code, _field_errors(error))


def _field_errors(error: DomainError) -> list[FieldError]:
    """What is wrong with which field, where the error knows."""
    match error:
        case RequestInvalid():
            return error.errors
        case TemplateInvalid():
            return [FieldError(field=name, message=text) for name, texts in error.errors.items() for text in texts]
        case BroadcastInvalid():
            return [FieldError(field="content.text", message=text) for text in error.errors]
        case AddressNotUnderstood():
            return [FieldError(field="address", message=error.words)]
        case SheetRefused():
            return [FieldError(field="file", message=error.words)]
        case _:
            return []


def _http_error(error: HTTPException) -> Response:
    code = _HTTP_CODES.get(error.code or 500, "request_invalid" if (error.code or 500) < 500 else "internal_error")
    allowed = error.get_response().headers.get("Allow")
    return problem(code, headers={"Allow": allowed} if allowed else None)


def _bug(error: Exception) -> Response:
    # The stack goes to the log, where an alert policy sees it; its texts could be a person's.
    frames = []
    step = error.__traceback__
    while step is not None:
        frames.append(f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}")
        step = step.tb_next
    log.alert("request_broke", error=type(error).__name__, frames=frames[-8:])
    return problem("internal_error")
