"""A problem as RFC 9457 has it, with a stable code, and its words in Russian."""

from __future__ import annotations

from functions.api.models.base import Answer


class FieldError(Answer, frozen=True, kw_only=True):
    """What is wrong with one field: its path in the request, and the words for it."""

    field: str
    message: str


class Problem(Answer, frozen=True, kw_only=True):
    """Why a request was not done. `title` says it to a person, `detail` what to do; `code` never changes."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldError]
    trace: str
