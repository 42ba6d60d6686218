from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from lib.errors import DomainError
from lib.people.launch import check_launch, launch_signature

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
APP_ID, SECRET = 51_000_001, "protected-key-of-the-app"

# VK's own example: https://github.com/VKCOM/vk-apps-launch-params.
VK_SECRET = "wvl68m4dR1UpLrVRli"
VK_QUERY = (
    "vk_user_id=494075&vk_app_id=6736218&vk_is_app_user=1&vk_are_notifications_enabled=1&vk_language=ru"
    "&vk_access_token_settings=&vk_platform=android"
)
VK_SIGN = "htQFduJpLxz7ribXRZpDFUH-XEUhC9rBPTJkjUFEkRA"
# The signature that stands in VK's samples in Python, PHP and Java; it does not belong to the query beside it.
VK_SAMPLE_SIGN = "exTIBPYTrAKDTHLLm2AwJkmcVcvFCzQUNyoa6wAjvW6k"


def launch(secret: str = SECRET, **changed: object) -> str:
    parameters = {
        "vk_user_id": "7",
        "vk_app_id": str(APP_ID),
        "vk_ts": str(int(NOW.timestamp())),
        "vk_access_token_settings": "",
        "vk_platform": "mobile_android",
        "vk_ref": "catalog, other",
    } | {name: str(value) for name, value in changed.items()}
    return urlencode(parameters | {"sign": launch_signature(parameters, secret)})


def refusal(query: str, app_id: int = APP_ID, secret: str = SECRET, now: datetime = NOW) -> str:
    with pytest.raises(DomainError) as refused:
        check_launch(query, app_id=app_id, secret=secret, now=now)
    return refused.value.code


def test_the_signature_of_vks_published_example_is_right() -> None:
    parameters = dict(pair.split("=", 1) for pair in VK_QUERY.split("&"))
    assert launch_signature(parameters, VK_SECRET) == VK_SIGN


def test_vks_published_example_is_refused_for_nothing_but_its_missing_time() -> None:
    # It is older than `vk_ts`, so it is signed rightly and still opens nothing.
    assert refusal(f"{VK_QUERY}&sign={VK_SIGN}", app_id=6_736_218, secret=VK_SECRET) == "launch_invalid"
    assert refusal(f"{VK_QUERY}&sign={VK_SAMPLE_SIGN}", app_id=6_736_218, secret=VK_SECRET) == "launch_invalid"


def test_a_launch_says_who_opened_the_app_and_when() -> None:
    found = check_launch(launch(), app_id=APP_ID, secret=SECRET, now=NOW)
    assert (found.vk_id, found.at) == (7, NOW)


def test_parameters_that_are_not_vks_are_not_signed_and_do_not_matter() -> None:
    assert check_launch(f"{launch()}&utm_source=x&hash=", app_id=APP_ID, secret=SECRET, now=NOW).vk_id == 7


def test_the_order_of_parameters_does_not_matter() -> None:
    shuffled = "&".join(reversed(launch().split("&")))
    assert check_launch(shuffled, app_id=APP_ID, secret=SECRET, now=NOW).vk_id == 7


@pytest.mark.parametrize(
    "query",
    [
        "",
        "vk_user_id=7",
        launch(secret="another key"),
        launch().replace("vk_user_id=7", "vk_user_id=8"),
        launch().replace("mobile_android", "desktop_web"),
        launch() + "&vk_group_id=1",
        launch() + "&vk_user_id=8",
        launch().partition("&sign=")[0],
        launch().partition("&sign=")[0] + "&sign=",
        launch().partition("&sign=")[0] + "&sign=%D1%8F",
        launch().replace("sign=", "sign=A"),
        launch(vk_app_id=1),
        launch(vk_user_id=""),
        launch(vk_user_id="0"),
        launch(vk_user_id="-7"),
        launch(vk_user_id="٧"),
        launch(vk_user_id="7" * 30),
        launch(vk_ts=""),
        launch(vk_ts="soon"),
        launch(vk_ts="9" * 18),
        launch(vk_ts=int(NOW.timestamp()) + 61),
        "%FF=%FF&" + launch(),
        "&".join(f"a{number}=1" for number in range(200)),
    ],
)
def test_whatever_vk_did_not_sign_for_this_app_and_this_time_is_refused(query: str) -> None:
    assert refusal(query) == "launch_invalid"


def test_a_launch_lives_for_an_hour() -> None:
    young = NOW + timedelta(minutes=59, seconds=59)
    assert check_launch(launch(), app_id=APP_ID, secret=SECRET, now=young).vk_id == 7
    assert refusal(launch(), now=NOW + timedelta(hours=1)) == "launch_expired"


def test_clocks_that_differ_by_a_few_seconds_are_forgiven() -> None:
    ahead = launch(vk_ts=int(NOW.timestamp()) + 59)
    assert check_launch(ahead, app_id=APP_ID, secret=SECRET, now=NOW).vk_id == 7
