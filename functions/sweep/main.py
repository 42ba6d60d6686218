"""Door of the sweep: once a minute Cloud Scheduler has whatever stands still set moving again. Only it may call."""

from __future__ import annotations

from functools import cache
from typing import Any

from lib.cold_start import without_collecting

with without_collecting():
    import functions_framework

    from functions.sweep.outside import Outside, connect
    from functions.sweep.sweeps import sweep_all
    from lib import log
    from lib.config import read_config


@cache
def _outside() -> Outside:
    return connect(read_config())


@functions_framework.http
def sweep(request: Any) -> tuple[dict[str, int] | str, int]:
    """Sweeps once; a GET is a health check. 500 where a part of it failed."""
    if request.method == "GET":
        return "ok", 200
    outside = _outside()
    # What it sets moving again has this run as its beginning.
    log.carry_trace(outside.provisioning.ids.document_id())
    moved, failed = sweep_all(outside)
    # An alert waits for this line to stay away.
    log.info("sweep_done", failed=len(failed), **moved)
    return moved, 500 if failed else 200
