"""Door of VK's Callback API: events of all communities. Who calls is checked by the secret in the body."""

from __future__ import annotations

from functools import cache
from typing import Any

from lib.cold_start import without_collecting

with without_collecting():
    import functions_framework

    from functions.vk_callback.answering import Answer, answer
    from functions.vk_callback.outside import Outside, connect
    from functions.vk_callback.table import CONVERSATIONS
    from lib.config import read_callback_config

# An event with a message of ten attachments and what it quotes takes some tens of kilobytes. Whatever comes before the
# secret could be checked is read into memory.
_LARGEST_EVENT = 4 * 1024 * 1024


@cache
def _outside() -> Outside:
    return connect(read_callback_config())


@functions_framework.http
def vk_callback(request: Any) -> Answer | tuple[str, int]:
    """Takes one event; a GET is a health check."""
    if request.method == "GET":
        return "ok", 200
    if request.method != "POST":
        return "not allowed", 405
    request.max_content_length = _LARGEST_EVENT
    return answer(request.get_data(), _outside(), CONVERSATIONS, _repetition(request))


def _repetition(request: Any) -> int:
    """VK's count of its repetitions; a header that makes no sense counts as the first attempt."""
    text = request.headers.get("X-Retry-Counter", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
