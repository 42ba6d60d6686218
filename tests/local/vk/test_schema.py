"""The compact copy of VK's schema is VK's, and the methods are those that it describes."""

from __future__ import annotations

import pytest

import local.vk.api  # noqa: F401 — registers the methods
from local.vk.method import served_methods
from local.vk.method_schema import API_VERSION, ERROR_TEXTS, METHODS
from local.vk.schema import regenerate
from tests.traffic import FACTS


@pytest.mark.skipif(not FACTS.exists(), reason="VK's full schema is not beside the project")
def test_the_compact_schema_is_what_the_full_schema_says() -> None:
    assert regenerate.TARGET.read_text(encoding="utf-8") == regenerate.text(FACTS / "schema")


def test_every_described_method_is_served_and_every_served_method_is_described() -> None:
    assert served_methods() | {"execute"} == METHODS.keys()


def test_every_served_method_is_for_communities() -> None:
    assert not [name for name, schema in METHODS.items() if "group" not in schema.tokens]


def test_the_schema_is_that_of_the_newest_version_and_knows_vks_errors() -> None:
    assert API_VERSION == "5.199"
    assert ERROR_TEXTS[901] == "Can't send messages for users without permission"
