"""How the Mini App is hosted: what its host lets browsers do, and whom it lets frame it."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser

from local.addresses import Addresses
from local.front_door.static_app import VK_ORIGINS, app_headers
from tests.miniapp.stage import Stage


def policy_of(headers: httpx.Headers | dict[str, str]) -> dict[str, list[str]]:
    """A content security policy by its directives."""
    directives = (each.split() for each in headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in directives}


def test_nothing_inline_runs_and_vk_alone_may_frame_the_app() -> None:
    policy = policy_of(app_headers())
    assert policy["frame-ancestors"] == list(VK_ORIGINS)
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == ["'self'"]
    assert "unsafe" not in str(policy)


def test_every_file_of_the_app_carries_the_policy(stage: Stage) -> None:
    app = f"{Addresses.url(stage.cloud.addresses.front_door)}/app/"
    page = httpx.get(app)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-cache"
    assert policy_of(page.headers)["script-src"] == ["'self'"]
    script = httpx.get(app + page.text.partition('src="./')[2].partition('"')[0])
    assert "immutable" in script.headers["Cache-Control"]
    assert policy_of(script.headers) == policy_of(page.headers)


@pytest.mark.parametrize(
    "path", ["../package.json", "%2e%2e/package.json", "..%2fpackage.json", "assets", "nothing.js"]
)
def test_nothing_but_the_build_is_served(stage: Stage, path: str) -> None:
    front_door = Addresses.url(stage.cloud.addresses.front_door)
    assert httpx.get(f"{front_door}/app/{path}").status_code == 404


def test_a_foreign_page_cannot_frame_the_app(stage: Stage, browser: Browser) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    app = f"{Addresses.url(stage.cloud.addresses.front_door)}/app/"
    page.set_content(f"<iframe src='{app}'></iframe>")
    page.wait_for_timeout(1_000)
    page.close()
    assert any("frame-ancestors" in complaint for complaint in complaints)
