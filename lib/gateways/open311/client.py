"""A client of other organisations' GeoReport v2 servers: one request a call, never repeated.

Their addresses are typed in by people, so nothing is trusted: HTTPS to public addresses alone (reach.py), no redirects,
an answer no longer than a megabyte and no later than half a minute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from msgspec import Struct

from lib.clock import Clock
from lib.discreet import Discreet
from lib.gateways.open311.answers import (
    Created,
    Format,
    NotGeoReport,
    OfferedService,
    SeenRequest,
    read_created,
    read_requests,
    read_services,
)
from lib.gateways.open311.reach import NotReachable, Resolve, check_url, find_target

if TYPE_CHECKING:
    import ssl

    import httpx

_CONNECT_S, _READ_S = 5.0, 15.0
_WHOLE_S = 30.0
LARGEST_ANSWER = 1_000_000


class Address(Discreet, frozen=True):
    """A server, and what it knows us by."""

    url: str
    jurisdiction_id: str
    api_key: str
    format: Format


class NotSent(Exception):
    """Nothing arrived there: the name, the address, the certificate or the connection is wrong."""


class OutcomeUnknown(Exception):
    """The request left, and no usable answer came: it may or may not have had its effect."""


class ServerRefused(Exception):
    """The server said no; its own words are left out, they can quote what was sent."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class _Answer(Struct, frozen=True):
    status: int
    content: bytes


class GeoReportClient:
    """Talks to servers; `is_local` lets it reach this machine, for the local cloud alone."""

    def __init__(
        self,
        clock: Clock,
        *,
        is_local: bool = False,
        resolve: Resolve | None = None,
        trusts: ssl.SSLContext | None = None,
        read_s: float = _READ_S,
    ) -> None:
        self._clock = clock
        self._is_local = is_local
        self._resolve = resolve
        self._trusts = trusts
        self._read_s = read_s

    def allows(self, url: str) -> bool:
        """Whether it is an address of the kind that it would connect to."""
        try:
            check_url(url, is_local=self._is_local)
        except NotReachable:
            return False
        return True

    def services(self, at: Address) -> list[OfferedService]:
        """What the server takes.

        Raises:
            NotSent, OutcomeUnknown, ServerRefused, NotGeoReport
        """
        return read_services(self._get(at, "services", {}), at.format)

    def create(self, at: Address, fields: Mapping[str, str]) -> Created:
        """Posts a request.

        Raises:
            NotSent: nothing was made.
            ServerRefused: the server says that nothing was made.
            OutcomeUnknown: it may have been made.
        """
        form = {"api_key": at.api_key, **_jurisdiction(at), **fields}
        answer = self._ask("POST", f"{at.url}/requests.{at.format}", form)
        if answer.status >= 500 or 300 <= answer.status < 400:
            raise OutcomeUnknown(f"HTTP {answer.status}")
        if answer.status >= 400:
            raise ServerRefused(answer.status)
        try:
            return read_created(answer.content, at.format)
        except NotGeoReport as error:
            raise OutcomeUnknown(str(error)) from None

    def request_of_token(self, at: Address, token: str) -> str:
        """The id of a request for which only a token was given; empty as long as there is none.

        Raises:
            NotSent, OutcomeUnknown, ServerRefused, NotGeoReport
        """
        return read_created(self._get(at, f"tokens/{quote(token, safe='')}", {}), at.format).request_id

    def requests(self, at: Address, ids: Sequence[str]) -> list[SeenRequest]:
        """Requests by their ids; a single one by its own address, which every server has.

        Raises:
            NotSent, OutcomeUnknown, ServerRefused, NotGeoReport
        """
        if len(ids) == 1:
            return read_requests(self._get(at, f"requests/{quote(ids[0], safe='')}", {}), at.format)
        return read_requests(self._get(at, "requests", {"service_request_id": ",".join(ids)}), at.format)

    def requests_since(self, at: Address, service_code: str, since: datetime, until: datetime) -> list[SeenRequest]:
        """The requests of a kind that were made within a time.

        Raises:
            NotSent, OutcomeUnknown, ServerRefused, NotGeoReport
        """
        query = {
            "service_code": service_code,
            "start_date": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "end_date": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return read_requests(self._get(at, "requests", query), at.format)

    def _get(self, at: Address, path: str, query: Mapping[str, str]) -> bytes:
        # The specification lets everybody read; servers that want the key for it know it by this name.
        key = {"api_key": at.api_key} if at.api_key else {}
        behind = urlencode({**_jurisdiction(at), **query, **key})
        answer = self._ask("GET", f"{at.url}/{path}.{at.format}" + (f"?{behind}" if behind else ""), None)
        if answer.status >= 500:
            raise OutcomeUnknown(f"HTTP {answer.status}")
        if answer.status != 200:
            raise ServerRefused(answer.status)
        return answer.content

    def _ask(self, method: str, url: str, form: Mapping[str, str] | None) -> _Answer:
        import httpx

        try:
            target = find_target(url, is_local=self._is_local, resolve=self._resolve)
        except NotReachable as error:
            raise NotSent(str(error)) from None
        timeout = httpx.Timeout(self._read_s, connect=_CONNECT_S)
        # Neither proxies nor certificates of the environment.
        with httpx.Client(
            timeout=timeout, follow_redirects=False, trust_env=False, verify=self._trusts or True
        ) as http:
            request = http.build_request(
                method,
                target.url,
                data=form,
                headers={"Host": target.authority, "User-Agent": "domovye-chaty (GeoReport v2)"},
                # The certificate must be the name's, not the address's.
                extensions={"sni_hostname": target.host, "timeout": timeout.as_dict()},
            )
            return self._answered(http, request)

    def _answered(self, http: httpx.Client, request: Any) -> _Answer:
        import httpx

        ends = self._clock.now().timestamp() + _WHOLE_S
        try:
            response = http.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
            raise NotSent(type(error).__name__) from None
        except httpx.TransportError as error:
            raise OutcomeUnknown(type(error).__name__) from None
        content = bytearray()
        try:
            for part in response.iter_bytes():
                content += part
                if len(content) > LARGEST_ANSWER or self._clock.now().timestamp() > ends:
                    raise OutcomeUnknown("too long")
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise OutcomeUnknown(type(error).__name__) from None
        finally:
            response.close()
        return _Answer(response.status_code, bytes(content))


def _jurisdiction(at: Address) -> dict[str, str]:
    return {"jurisdiction_id": at.jurisdiction_id} if at.jurisdiction_id else {}
