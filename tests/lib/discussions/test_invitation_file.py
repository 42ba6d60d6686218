"""The file for the official's calendar goes along with its message, also where VK does not take it at once."""

from __future__ import annotations

import pytest

from lib.communities.breaks import load_community
from tests.lib.discussions.conftest import Stage


def announcements(stage: Stage) -> list[int]:
    """How many files each announcement to the official carries."""
    dialog = stage.vk.get(f"/sim/dialogs/{stage.group_id}/{stage.official}/messages")
    told = [each for each in dialog if each["from_id"] < 0 and each["text"].startswith("📅")]
    return [len(each["attachments"]) for each in told]


# 29: a limit on files. It must not make the whole community rest; the words go without the file.
@pytest.mark.parametrize(("code", "files"), [(6, 1), (10, 1), (29, 0)])
def test_a_file_that_vk_may_take_later_is_waited_for_and_no_other(stage: Stage, code: int, files: int) -> None:
    stage.vk.post("/sim/faults", {"method": "docs.save", "error_code": code, "count": 2})
    stage.schedule(stage.question(), stage.free_moment())
    stage.minutes(3)
    assert announcements(stage) == [files]
    assert load_community(stage.group_id, store=stage.store).may_send(stage.clock.now())


def test_words_do_not_wait_for_their_file_for_ever(stage: Stage) -> None:
    stage.vk.post("/sim/faults", {"method": "docs.save", "error_code": 10})
    stage.schedule(stage.question(), stage.free_moment())
    stage.minutes(5)
    assert announcements(stage) == [0]
