"""The HTTP requests by which Cloud Tasks and Cloud Scheduler reach the functions."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import aiohttp
from multidict import CIMultiDict

from local.oidc import TokenSigner

# Google sets these itself, whatever a task or a job says: the references of HttpRequest.headers, HttpTarget.headers.
_REPLACED = frozenset({"host", "content-length", "user-agent"})
_REPLACED_PREFIXES = ("x-google-", "x-appengine-", "x-cloudtasks-", "x-cloudscheduler")


@dataclass(frozen=True, slots=True)
class Answer:
    """How a request ended: the function's status, 0 where there was none; what it asked for by Retry-After."""

    status: int
    retry_after_s: float = 0.0

    @property
    def is_success(self) -> bool:
        """Whether the function did its work."""
        return 200 <= self.status < 300


class HttpCaller:
    """Calls functions under the name of a `user_agent`; to be entered before it is used."""

    def __init__(self, signer: TokenSigner, user_agent: str) -> None:
        self._signer = signer
        self._user_agent = user_agent
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            # As many connections as there are calls; a function's cookies concern nobody.
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("Content-Type",),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    async def call(self, method: str, url: str, target: Any, own_headers: Mapping[str, str], within_s: float) -> Answer:
        """Makes a request; whatever goes wrong on the way is an answer too.

        `target` (`HttpRequest` of Cloud Tasks or `HttpTarget` of Cloud Scheduler) brings headers, body and the
        identity that the request shows.
        """
        assert self._session is not None
        try:
            async with self._session.request(
                method,
                url,
                data=target.body or None,
                headers=self._headers(url, target, own_headers),
                timeout=aiohttp.ClientTimeout(total=within_s),
                allow_redirects=False,
            ) as answer:
                await answer.read()
                return Answer(answer.status, retry_after_s(answer.headers.get("Retry-After", "")))
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            # ValueError: an address or a header that cannot be sent as it is.
            return Answer(0)

    def _headers(self, url: str, target: Any, own_headers: Mapping[str, str]) -> CIMultiDict[str]:
        # Without regard to case: `Content-type` and `Content-Type` are one header.
        headers = CIMultiDict[str]()
        for name, value in target.headers.items():
            if name.lower() not in _REPLACED and not name.lower().startswith(_REPLACED_PREFIXES):
                headers[name] = value
        headers["User-Agent"] = self._user_agent
        headers.update(own_headers)
        if (token := target.oidc_token).service_account_email:
            headers["Authorization"] = (
                f"Bearer {self._signer.token(token.service_account_email, token.audience or url)}"
            )
        return headers


def retry_after_s(text: str) -> float:
    """Retry-After is a number of seconds or a date (RFC 9110); 0 for anything else."""
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, at.replace(tzinfo=at.tzinfo or UTC).timestamp() - time.time())
