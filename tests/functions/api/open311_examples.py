"""Organisations' own systems in the towns of the stage, for tests of the API."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cache
from itertools import count

from lib.open311.connecting import Connection, connect_server
from lib.open311.keys import Key, make_key
from tests.functions.api.city import City, Town
from tests.georeport_server import KEY, GeoReportServer, running_georeport

_numbers = count(1)
_up = ExitStack()


@cache
def georeport() -> GeoReportServer:
    """A system that all tests share."""
    return _up.enter_context(running_georeport())


def server_body() -> dict[str, object]:
    """What connects it; never twice the same, since that would change nothing."""
    codes = [{"subject_id": "lift", "service_code": "001"}]
    return {
        "url": georeport().url,
        "jurisdiction_id": f"city{next(_numbers)}.gov",
        "api_key": KEY,
        "other_code": "002",
        "codes": codes,
    }


def connected(city: City, town: Town) -> None:
    """The company's system is connected."""
    asked = Connection(georeport().url, f"city{next(_numbers)}.gov", KEY, "002")
    doing = city.doing(town, f"connect{next(_numbers)}")
    connect_server(town.organization_id, asked, doing, store=city.store, client=city.outside.open311)


def made_key(city: City, town: Town) -> tuple[Key, str]:
    """A key of the company."""
    doing = city.doing(town, f"key{next(_numbers)}")
    return make_key(town.organization_id, doing, store=city.store, ids=city.outside.provisioning.ids)
