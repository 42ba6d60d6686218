"""Houses of one municipality spread over several communities."""

from __future__ import annotations

from collections import Counter

import pytest

from lib.communities.community import Community, community_path
from lib.errors import DomainError
from lib.gateways.firestore.store import Create
from lib.houses.house import HouseState, peer_id
from lib.municipalities.registry import add_community, load_municipality, municipalities_of_community
from tests.lib.provisioning.conftest import Stage, rows


@pytest.fixture
def second(stage: Stage) -> int:
    """One more community, known to the system; the municipality does not have it yet."""
    community = stage.vk.community(name="Чаты города, второе сообщество")
    stage.tokens[community.group_id] = community.token
    stage.outside.store.commit([Create(community_path(community.group_id), Community(community.group_id, "Второе"))])
    return community.group_id


def test_new_houses_go_to_the_emptiest_community_and_each_gets_its_one_chat_there(stage: Stage, second: int) -> None:
    stage.start(rows(50))
    stage.play()
    assert {house.group_id for house in stage.houses()} == {stage.group_id}
    add_community(stage.municipality_id, second, store=stage.outside.store)
    stage.start(rows(100, first=51))
    stage.play()
    houses = stage.houses()
    assert Counter(house.group_id for house in houses) == {stage.group_id: 75, second: 75}
    assert {house.state for house in houses} == {HouseState.LIVE}
    chats = {(chat["group_id"], chat["peer_id"]): chat["title"] for chat in stage.vk.get("/sim/chats")}
    own = {key: title for key, title in chats.items() if key[0] in (stage.group_id, second)}
    assert own == {(house.group_id, peer_id(house.chat_id)): house.title for house in houses}


def test_a_community_is_added_once_and_found_from_either(stage: Stage, second: int) -> None:
    store = stage.outside.store
    for _ in range(2):
        assert add_community(stage.municipality_id, second, store=store).group_ids == (stage.group_id, second)
    assert add_community(stage.municipality_id, stage.group_id, store=store).group_ids == (stage.group_id, second)
    here = load_municipality(stage.municipality_id, store=store)
    for group_id in (stage.group_id, second):
        assert municipalities_of_community(group_id, 5, store=store) == [here]
    with pytest.raises(DomainError, match="municipality_unknown"):
        add_community("nowhere", second, store=store)
