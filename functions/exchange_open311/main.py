"""Door of the minute's exchange with organisations' own systems: complaints go out, their states come back. Only Cloud
Scheduler may call.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from lib.cold_start import without_collecting

with without_collecting():
    import functions_framework

    from lib import log
    from lib.config import read_config
    from lib.open311.exchange import Exchanging, connect, exchange


@cache
def _outside() -> Exchanging:
    return connect(read_config())


@functions_framework.http
def exchange_open311(request: Any) -> tuple[dict[str, int] | str, int]:
    """Exchanges once; a GET is a health check."""
    if request.method == "GET":
        return "ok", 200
    done = exchange(_outside())
    # Each time, whether anything was due or not: its silence is an alert.
    log.info("open311_exchanged", **done)
    return done, 200
