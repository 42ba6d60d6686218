"""Door of SMS.ru: what became of our messages. Whoever knows the address may call; only what is signed with our key is
believed.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from lib.cold_start import without_collecting

with without_collecting():
    import functions_framework

    from lib import log
    from lib.clock import Clock, SystemClock
    from lib.config import read_config
    from lib.gateways.firestore.connect import connect
    from lib.gateways.firestore.store import Store
    from lib.gateways.sms.deliveries import ANSWER, ForgedReport, read_deliveries
    from lib.onboarding.sms import take_in

# A hundred reports of some fifty letters, in a form's spelling.
_LARGEST_FORM = 64 * 1024


@cache
def _outside() -> tuple[Store, str, Clock]:
    config = read_config()
    return connect(config.project), config.sms_api_id, SystemClock()


@functions_framework.http
def sms_callback(request: Any) -> tuple[str, int]:
    """Takes in one form of reports; a GET is a health check."""
    if request.method == "GET":
        return "ok", 200
    if request.content_length is None or request.content_length > _LARGEST_FORM:
        return "too large", 413
    store, api_id, clock = _outside()
    try:
        deliveries = read_deliveries(request.form, api_id)
    except ForgedReport:
        log.warning("sms_report_forged")
        return "forbidden", 403
    take_in(deliveries, store=store, now=clock.now())
    return ANSWER, 200
