"""The cloud in the background and what is said when it is up already."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.cloud import LocalCloud
from local.lifecycle import is_up, running
from local.processes import CloudFailed
from tests.system.conftest import StartCloud


def test_a_second_cloud_is_refused_and_the_first_goes_on_and_can_be_started_again_at_once(
    start_cloud: StartCloud, tmp_path: Path
) -> None:
    with start_cloud() as first:
        with pytest.raises(CloudFailed, match="up already"), running(first.cloud):
            pass
        assert (first.cloud.state / "tasks.sqlite").exists()
        other = LocalCloud(first.cloud.addresses, tmp_path / "other")
        with pytest.raises(CloudFailed, match=r"port \d+ \(firestore\) is in use"), running(other):
            pass
        assert not is_up(other)
        assert is_up(first.cloud)
        assert first.chats() == []
    assert not is_up(first.cloud)
    with running(first.cloud):
        assert is_up(first.cloud)
