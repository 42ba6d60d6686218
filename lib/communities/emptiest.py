"""Which of a municipality's communities new houses go to: the one that has the fewest chats.

A community's chats are told by the titles that are claimed in it: those of houses, and the few of discussions and of
coordination.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.communities.community import Community, CommunityState, community_path
from lib.gateways.firestore.store import Store


def titles_path(group_id: int) -> str:
    """The collection of the titles that are claimed in a community."""
    return f"communities/{group_id}/titles"


def emptiest_for_each(waves: Sequence[int], group_ids: Sequence[int], *, store: Store) -> list[int]:
    """The community for each wave, of which the number of houses is given. One that was stopped, since VK refuses its
    token, gets none while there is another.

    Where a municipality has one community nothing is read; else a document each, and a read per thousand chats.
    """
    if len(group_ids) == 1:
        return [group_ids[0]] * len(waves)
    records = store.get_many([community_path(group_id) for group_id in group_ids], Community)
    stopped = {each.record.group_id for each in records.values() if each.record.state is CommunityState.STOPPED}
    candidates = [group_id for group_id in group_ids if group_id not in stopped] or group_ids
    return levelled(waves, {group_id: store.totals(titles_path(group_id))[0] for group_id in candidates})


def levelled(waves: Sequence[int], chats: Mapping[int, int]) -> list[int]:
    """The community for each wave where communities have so many chats already; of equals the first."""
    filled = dict(chats)
    chosen = []
    for houses in waves:
        emptiest = min(filled, key=lambda group_id: filled[group_id])
        filled[emptiest] += houses
        chosen.append(emptiest)
    return chosen
