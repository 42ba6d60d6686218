"""A municipality whose company has a system of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lib.gateways.firestore.store import Store
from tests.georeport_server import GeoReportServer, running_georeport
from tests.lib.open311.stage import Stage


@pytest.fixture
def server() -> Iterator[GeoReportServer]:
    """The company's own system."""
    with running_georeport() as running:
        yield running


@pytest.fixture
def stage(store: Store, server: GeoReportServer) -> Stage:
    """The municipality."""
    return Stage(store, server)
