"""Which of a municipality's communities new houses go to."""

from __future__ import annotations

import pytest

from lib.communities.community import Community, community_path, stopped
from lib.communities.emptiest import emptiest_for_each, levelled, titles_path
from lib.gateways.firestore.store import Create, Put, Store
from lib.provisioning.plan import ChatTitle


@pytest.mark.parametrize(
    ("waves", "chats", "chosen"),
    [
        ([25, 25, 25, 25], {1: 0, 2: 0}, [1, 2, 1, 2]),
        ([25, 25, 25], {1: 60, 2: 0}, [2, 2, 2]),
        ([25, 25, 25, 25], {1: 60, 2: 0}, [2, 2, 2, 1]),
        ([25, 10, 25], {1: 5, 2: 0, 3: 0}, [2, 3, 1]),
        ([], {1: 0, 2: 0}, []),
    ],
)
def test_each_wave_goes_to_whoever_has_the_fewest_chats_by_then(
    waves: list[int], chats: dict[int, int], chosen: list[int]
) -> None:
    assert levelled(waves, chats) == chosen


def _known(store: Store, *group_ids: int) -> None:
    store.commit([Create(community_path(group_id), Community(group_id, "")) for group_id in group_ids])


def test_chats_are_told_by_the_titles_that_are_claimed(store: Store) -> None:
    _known(store, 1, 2)
    store.commit([Create(f"{titles_path(1)}/{number}", ChatTitle(str(number), "town", "")) for number in range(3)])
    assert emptiest_for_each([1], (1, 2), store=store) == [2]


def test_a_community_whose_token_vk_refuses_gets_nothing_while_there_is_another(store: Store) -> None:
    _known(store, 1, 2)
    store.commit([Put(community_path(1), stopped(Community(1, ""), 5))])
    assert emptiest_for_each([25, 25], (1, 2), store=store) == [2, 2]
    store.commit([Put(community_path(2), stopped(Community(2, ""), 5))])
    assert emptiest_for_each([25, 25], (1, 2), store=store) == [1, 2]
