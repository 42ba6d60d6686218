"""Clients of VK's API for each community whose token this instance holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from lib.errors import DomainError
from lib.gateways.vk.client import VkClient

if TYPE_CHECKING:
    import httpx


class VkClients:
    """One connection pool, one client a community."""

    def __init__(self, base_url: str, tokens: Mapping[int, str], timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._base_url = base_url
        self._tokens = tokens

    def of(self, group_id: int) -> VkClient:
        """The client of a community.

        Raises:
            DomainError: `community_token_missing`.
        """
        if group_id not in self._tokens:
            raise DomainError("community_token_missing", group_id=group_id)
        return VkClient(self._http, self._base_url, self._tokens[group_id], group_id)

    @cached_property
    def _http(self) -> httpx.Client:
        import httpx

        third = self._timeout_s / 3
        return httpx.Client(timeout=httpx.Timeout(self._timeout_s, connect=third, pool=third))
