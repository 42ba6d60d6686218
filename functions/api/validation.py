"""What is sent must be what the models say: JSON strictly, the query as the texts that it is made of.

spectree's own reading of a body takes malformed JSON for an empty object and the text `"5"` for a number; a client that
is wrong is told so instead.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from spectree.plugins.base import Context
from spectree.plugins.flask_plugin import FlaskPlugin
from spectree.utils import get_multidict_items

from functions.api.models.problems import FieldError
from lib.bodies import NOT_JSON
from lib.errors import DomainError

_PATH = re.compile(r" - at `(?P<path>.+)`$")
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"Object missing required field `(.+)`"), "Заполните поле «{0}»."),
    (re.compile(r"Object contains unknown field `(.+)`"), "Поля «{0}» нет."),
    (re.compile(r"Expected `\w+` of length <= (\d+)"), "Слишком длинно: не больше {0}."),
    (re.compile(r"Expected `\w+` of length >= (\d+)"), "Слишком коротко: не меньше {0}."),
    (re.compile(r"Expected `\w+` >= (-?\d+)"), "Слишком мало: не меньше {0}."),
    (re.compile(r"Expected `\w+` <= (-?\d+)"), "Слишком много: не больше {0}."),
    (re.compile(r"Invalid enum value (.+)"), "Такого значения нет: {0}."),
    (re.compile(r"Expected `(?:int|float)"), "Нужно число."),
    (re.compile(r"Expected `bool"), "Нужно «да» или «нет»."),
    (re.compile(r"Expected `datetime|Invalid RFC3339"), "Нужны дата и время по RFC 3339."),
)
_NAMED_FIELD = re.compile(r"(?:missing required|contains unknown) field `(.+)`")


class RequestInvalid(DomainError):
    """A request that does not fit its model; `errors` say where and why."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__("request_invalid")
        self.errors = errors


class ValidatingPlugin(FlaskPlugin):
    """Flask under spectree, with bodies read strictly and errors raised as ours."""

    def request_validation(self, request: Any, query: Any, json: Any, form: Any, *_: Any) -> None:
        """Reads what the route's models ask for into `request.context`.

        Raises:
            RequestInvalid: something does not fit.
            DomainError: `body_not_json`, `body_not_form`.
        """
        request.context = Context(
            _checked(lambda: self.model_adapter.validate_obj(query, get_multidict_items(request.args, query)))
            if query
            else None,
            _json(request, json) if json else None,
            _form(request, form) if form else None,
            None,
            None,
        )


def _json(request: Any, model: Any) -> Any:
    if request.mimetype != "application/json":
        raise DomainError("body_not_json")
    return _checked(lambda: msgspec.json.decode(request.get_data(), type=model))


def _form(request: Any, model: Any) -> Any:
    if request.mimetype != "multipart/form-data":
        raise DomainError("body_not_form")
    return _checked(lambda: msgspec.convert({**request.form, **request.files}, type=model))


def _checked(read: Any) -> Any:
    try:
        return read()
    except msgspec.ValidationError as error:
        raise RequestInvalid([_field_error(str(error))]) from None
    except NOT_JSON:
        raise RequestInvalid([FieldError(field="", message="Это не JSON.")]) from None


def _field_error(text: str) -> FieldError:
    match = _PATH.search(text)
    path = match["path"].removeprefix("$").removeprefix(".") if match else ""
    if named := _NAMED_FIELD.search(text):
        path = f"{path}.{named[1]}".strip(".")
    plain = _PATH.sub("", text)
    for pattern, words in _WORDS:
        if found := pattern.search(plain):
            return FieldError(field=path, message=words.format(*found.groups()))
    return FieldError(field=path, message="Значение не подходит.")
