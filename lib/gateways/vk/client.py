"""VK's API as one community sees it: form fields out, JSON back, errors as exceptions.

The client makes exactly one request per call and never repeats one: only the caller knows whether repeating is safe,
and how long it may take. Facts: https://dev.vk.com/ru/api/api-requests (HTTP 200 always, body form-urlencoded, never
JSON).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lib.gateways.vk.errors import VkError, VkOutcomeUnknown

if TYPE_CHECKING:
    import httpx

API_VERSION = "5.199"

Param = str | int | bool | Sequence[object] | Mapping[str, object]


class VkClient:
    """Calls VK's API with the token of the community `group_id`."""

    def __init__(self, http: httpx.Client, base_url: str, token: str, group_id: int) -> None:
        self._http = http
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self.group_id = group_id

    def call(self, method: str, **params: Param | None) -> Any:
        """The `response` of one API call; parameters that are None are left out.

        Raises:
            VkError: VK answered with an error.
            VkOutcomeUnknown: time-out, broken connection, HTTP status other than 200, or an answer that is not VK's.
        """
        return self.call_raw(method, **params)["response"]

    def call_raw(self, method: str, **params: Param | None) -> dict[str, Any]:
        """The whole answer, which for `execute` holds `execute_errors` beside `response`; raises like `call`."""
        # Imported with the first call: most requests of the API make none, and it takes a tenth of a cold start.
        import httpx

        form = {name: wire_text(value) for name, value in params.items() if value is not None} | {"v": API_VERSION}
        try:
            answer = self._http.post(f"{self._base_url}/method/{method}", data=form, headers=self._headers)
            body = answer.json() if answer.status_code == httpx.codes.OK else None
        except (httpx.TransportError, ValueError) as error:
            # Without the cause: it can quote what was sent.
            raise VkOutcomeUnknown(f"{method}: {type(error).__name__}") from None
        if not isinstance(body, dict) or not ("response" in body or "error" in body):
            raise VkOutcomeUnknown(f"{method}: HTTP {answer.status_code}")
        if "response" not in body:
            refusal = body["error"]
            raise VkError(int(refusal.get("error_code", 1)), method, str(refusal.get("error_msg", "")))
        return body

    def upload(self, url: str, field: str, name: str, content: bytes) -> dict[str, Any]:
        """What VK's upload server says of a file that is sent to it as multipart.

        Raises:
            VkOutcomeUnknown: as `call`.
        """
        import httpx

        try:
            answer = self._http.post(url, files={field: (name, content)})
            body = answer.json() if answer.status_code == httpx.codes.OK else None
        except (httpx.TransportError, ValueError) as error:
            raise VkOutcomeUnknown(f"upload: {type(error).__name__}") from None
        if not isinstance(body, dict):
            raise VkOutcomeUnknown(f"upload: HTTP {answer.status_code}")
        return body


def wire_text(value: Param) -> str:
    """A parameter as VK's forms want it: booleans as 1 and 0, lists joined by commas, objects as JSON."""
    match value:
        case bool():
            return "1" if value else "0"
        case str():
            return value
        case Mapping():
            return json.dumps(value, ensure_ascii=False)
        case Sequence():
            return ",".join(str(item) for item in value)
        case _:
            return str(value)
