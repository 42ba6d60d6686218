"""What the HTTP handlers share: where VK is kept, and the form of an answer."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from aiohttp import web

from local.vk.world import Vk

VK = web.AppKey("vk", Vk)

T = TypeVar("T")


def json_answer(value: object, status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.Response(
        body=msgspec.json.encode(value), status=status, content_type="application/json", charset="utf-8"
    )


class Refusal(Exception):
    """The back door refuses: an HTTP status, a code for programs, a Russian text for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


async def read_body(request: web.Request, kind: type[T]) -> T:
    """The JSON body as `kind`; an empty body is an empty object.

    Raises:
        Refusal: 400 where it is something else.
    """
    try:
        return msgspec.json.decode(await request.read() or b"{}", type=kind)
    except (msgspec.DecodeError, ValueError) as error:
        raise Refusal(400, "bad_request", f"Запрос не разобрать: {error}") from None


async def form_of(request: web.Request) -> dict[str, str]:
    """The texts of the query and of a form body, the body's winning; JSON bodies are no forms."""
    fields = dict(request.query)
    if request.method == "POST":
        fields.update({key: value for key, value in (await request.post()).items() if isinstance(value, str)})
    return fields
