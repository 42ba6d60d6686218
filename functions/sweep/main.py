"""Door of the sweep: once a minute Cloud Scheduler has whatever stands still set moving again. Only it may call."""

from __future__ import annotations

from functools import cache
from typing import Any

import functions_framework

from lib.config import read_config
from lib.provisioning.connect import connect
from lib.provisioning.outside import Provisioning
from lib.provisioning.sweep import sweep_provisioning
from lib.services.sweep import sweep_service_bots


@cache
def _outside() -> Provisioning:
    return connect(read_config())


@functions_framework.http
def sweep(request: Any) -> tuple[dict[str, int] | str, int]:
    """Sweeps once; a GET is a health check."""
    if request.method == "GET":
        return "ok", 200
    outside = _outside()
    store, vk, clock = outside.store, outside.vk, outside.clock
    return {
        "moved": sweep_provisioning(outside),
        "chats_looked_at": sweep_service_bots(store=store, vk=vk, clock=clock),
    }, 200
