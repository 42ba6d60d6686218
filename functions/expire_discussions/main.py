"""Door of the minute's look at discussions: whatever time asks for is set moving. Only Cloud Scheduler may call."""

from __future__ import annotations

from functools import cache
from typing import Any

from lib.cold_start import without_collecting

with without_collecting():
    import functions_framework

    from lib import log
    from lib.clock import SystemIds
    from lib.config import read_config
    from lib.discussions.expire import Expiring, connect
    from lib.discussions.expire import expire_discussions as expire


@cache
def _outside() -> Expiring:
    return connect(read_config())


@functions_framework.http
def expire_discussions(request: Any) -> tuple[dict[str, int] | str, int]:
    """Looks once; a GET is a health check."""
    if request.method == "GET":
        return "ok", 200
    # What it sets moving has this look as its beginning.
    log.carry_trace(SystemIds().document_id())
    due = expire(_outside())
    # An alert waits for this line to stay away.
    log.info("expiry_done", **due)
    return due, 200
