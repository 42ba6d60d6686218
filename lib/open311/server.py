"""An organisation's own system that complaints are handed to, by Open311 GeoReport v2. Pure.

`docs/decisions/open311.md` says what is promised.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import field

from lib.discreet import Discreet
from lib.gateways.open311.answers import Format
from lib.gateways.open311.client import Address


class Server(Discreet, frozen=True):
    """A server. `api_key` is what it knows us by, and no answer of the API holds it; `codes` are its codes by our
    subjects, `other_code` for those that have none.
    """

    organization_id: str
    url: str
    jurisdiction_id: str
    api_key: str
    format: Format
    other_code: str
    set_at: datetime
    codes: Mapping[str, str] = field(default_factory=dict)
    is_on: bool = True

    @property
    def address(self) -> Address:
        """Where it is."""
        return Address(self.url, self.jurisdiction_id, self.api_key, self.format)

    def code_for(self, subject_id: str) -> str:
        """What the server calls a subject."""
        return self.codes.get(subject_id) or self.other_code


def servers_path(municipality_id: str) -> str:
    """The collection of a municipality's servers."""
    return f"municipalities/{municipality_id}/open311_servers"


def server_path(municipality_id: str, organization_id: str) -> str:
    """Where an organisation's server lies."""
    return f"{servers_path(municipality_id)}/{organization_id}"
