"""The cloud in the background and what is said when it is up already."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.cloud import LocalCloud
from local.lifecycle import is_up, running
from local.processes import CloudFailed
from tests.system.conftest import StartCloud


def test_a_second_cloud_on_the_same_state_is_refused_and_the_first_goes_on(start_cloud: StartCloud) -> None:
    with start_cloud() as first:
        with pytest.raises(CloudFailed, match="up already"), running(first.cloud):
            pass
        assert is_up(first.cloud)
        assert (first.cloud.state / "tasks.sqlite").exists()
        assert first.chats() == []


def test_a_cloud_whose_ports_are_taken_by_another_leaves_both_as_they_were(
    start_cloud: StartCloud, tmp_path: Path
) -> None:
    with start_cloud() as first:
        other = LocalCloud(first.cloud.addresses, tmp_path / "other")
        with pytest.raises(CloudFailed, match=r"port \d+ \(firestore\) is in use"), running(other):
            pass
        assert first.chats() == []
        assert not is_up(other)


def test_a_cloud_that_ended_can_be_started_again_at_once(start_cloud: StartCloud) -> None:
    for _ in range(2):
        with start_cloud() as cloud:
            assert is_up(cloud.cloud)
        assert not is_up(cloud.cloud)
