"""Door of the sweep: once a minute Cloud Scheduler has whatever stands still set moving again. Only it may call."""

from __future__ import annotations

from functools import cache
from typing import Any

import functions_framework

from lib.config import read_config
from lib.coordination.sweep import sweep_coordination
from lib.onboarding.connect import connect
from lib.onboarding.outside import Leading
from lib.onboarding.sweep import sweep_onboardings
from lib.provisioning.sweep import sweep_provisioning
from lib.services.sweep import sweep_service_bots


@cache
def _outside() -> Leading:
    return connect(read_config())


@functions_framework.http
def sweep(request: Any) -> tuple[dict[str, int] | str, int]:
    """Sweeps once; a GET is a health check."""
    if request.method == "GET":
        return "ok", 200
    outside = _outside()
    looked_at = sweep_service_bots(store=outside.store, vk=outside.vk, clock=outside.clock)
    return {
        "moved": sweep_provisioning(outside.provisioning),
        "chats_looked_at": looked_at,
        "led": sweep_onboardings(outside),
        "coordinated": sweep_coordination(outside.provisioning),
    }, 200
