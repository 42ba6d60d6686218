"""Whether what was deployed answers, safe in production: it only reads, and only what anybody may ask."""

from __future__ import annotations

from collections.abc import Iterator

import httpx

from ops.preflight import Check

_TO_DO = "docs/playbooks/unreachable.md; if it came with this deployment: python -m ops rollback"


def smoke(origin: str, *, has_sms: bool) -> Iterator[Check]:
    """Asks every public door, and looks that no door lets in whom it should not."""
    with httpx.Client(timeout=20, follow_redirects=False) as http:
        page = _get(http, f"{origin}/app/")
        yield Check("the Mini App's page", _says(page, 200), _shown(page), _TO_DO)
        policy = page.headers.get("Content-Security-Policy", "none") if page is not None else "none"
        yield Check("its policy", "frame-ancestors https://vk.com" in policy, policy[:60], _TO_DO)
        me = _get(http, f"{origin}/api/v1/me")
        yield Check("the API asks who it is", _says(me, 401), _shown(me), _TO_DO)
        code = me.json().get("code", "") if me is not None and _says(me, 401) else ""
        yield Check("and answers in its own form", code.startswith("session_"), code or "no code", _TO_DO)
        callback = _get(http, f"{origin}/vk_callback")
        yield Check("VK's callback", _says(callback, 200), _shown(callback), _TO_DO)
        forged = _post(http, f"{origin}/vk_callback", '{"type": "message_new", "group_id": 1, "secret": "smoke"}')
        yield Check("takes no forged event", forged is not None and forged.status_code >= 400, _shown(forged), _TO_DO)
        services = _get(http, f"{origin}/open311/v2/requests.json?jurisdiction_id=smoke")
        yield Check("Open311 reads nothing to strangers", _says(services, 404), _shown(services), _TO_DO)
        if has_sms:
            sms = _get(http, f"{origin}/sms_callback")
            yield Check("SMS.ru's callback", _says(sms, 200), _shown(sms), _TO_DO)


def _get(http: httpx.Client, url: str) -> httpx.Response | None:
    try:
        return http.get(url)
    except httpx.HTTPError:
        return None


def _post(http: httpx.Client, url: str, body: str) -> httpx.Response | None:
    try:
        return http.post(url, content=body, headers={"Content-Type": "application/json"})
    except httpx.HTTPError:
        return None


def _says(answer: httpx.Response | None, status: int) -> bool:
    return answer is not None and answer.status_code == status


def _shown(answer: httpx.Response | None) -> str:
    return "no answer" if answer is None else f"HTTP {answer.status_code}"
