from __future__ import annotations

import re
from pathlib import Path

import pytest

from lib.config import MissingConfiguration, read_callback_config, read_config

COMPLETE = {
    "GOOGLE_CLOUD_PROJECT": "p",
    "CLOUD_LOCATION": "europe-west1",
    "VK_API_URL": "https://api.vk.ru",
    "VK_TOKEN_220000001": "secret-token",
    "PROVISION_URL": "https://provision.example",
    "ANSWER_URL": "https://answer.example",
    "BROADCAST_URL": "https://broadcast.example",
    "COLLECT_URL": "https://collect.example",
    "TASKS_CALLER": "tasks@p.iam.gserviceaccount.com",
}


def test_a_complete_environment_is_read_once_and_typed() -> None:
    config = read_config(COMPLETE)
    assert config.vk_tokens == {220000001: "secret-token"}
    assert config.vk_timeout_s == 10.0


@pytest.mark.parametrize("name", [name for name in COMPLETE if not name.startswith("VK_TOKEN_")])
def test_a_missing_value_stops_the_start_with_its_name(name: str) -> None:
    with pytest.raises(MissingConfiguration, match=name):
        read_config({key: value for key, value in COMPLETE.items() if key != name})


def test_a_token_of_no_community_is_named_without_being_shown() -> None:
    with pytest.raises(MissingConfiguration, match="VK_TOKEN_EKB") as error:
        read_config({**COMPLETE, "VK_TOKEN_EKB": "secret-token"})
    assert "secret" not in str(error.value)


def test_a_callback_without_any_secret_does_not_start() -> None:
    with pytest.raises(MissingConfiguration, match="VK_SECRET_"):
        read_callback_config(COMPLETE)
    config = read_callback_config({**COMPLETE, "VK_SECRET_220000001": "s1", "VK_SECRET_220000002": "s2"})
    assert config.vk_secrets == {220000001: "s1", 220000002: "s2"}


def test_tokens_are_not_in_the_configurations_own_text() -> None:
    assert "secret" not in repr(read_config(COMPLETE))


def test_a_time_out_that_is_no_number_is_named() -> None:
    with pytest.raises(MissingConfiguration, match="VK_TIMEOUT_S"):
        read_config({**COMPLETE, "VK_TIMEOUT_S": "soon"})


def test_every_variable_that_is_read_is_told_to_ops() -> None:
    root = Path(__file__).resolve().parents[2]
    read = set(re.findall(r'"([A-Z][A-Z_]{5,})"', (root / "lib" / "config.py").read_text(encoding="utf-8")))
    told = (root / "docs" / "operations.md").read_text(encoding="utf-8")
    assert "VK_TOKEN_" in read
    assert all(f"`{name}`" in told for name in read)
