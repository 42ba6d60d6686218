"""The coordination chat of a municipality: its employees and its chat administrators. One record a municipality."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from lib.gateways.firestore.store import Store
from lib.houses.house import HouseState

WELCOME = """\
👋 Это общий чат сотрудников муниципалитета и администраторов домовых чатов.

Спрашивайте, если что-то не получается, делитесь тем, что помогает, и предупреждайте о том, что касается многих домов.

Кто перестаёт быть сотрудником или администратором дома, выходит из чата автоматически. Пожалуйста, не передавайте \
ссылку на чат другим."""


class CoordinationChat(Struct, frozen=True):
    """The chat as far as it has come: `state` to `live_at` are told by the wave that creates it.

    `told` are the staff who have been sent the link or cannot be; `telling` those to whom it is being sent under
    `telling_random_id` since `telling_since`. `due_at` is when somebody should look after the chat next.
    """

    municipality_id: str
    group_id: int
    title: str
    wave_id: str
    due_at: datetime
    state: HouseState = HouseState.WAITING
    chat_id: int = 0
    invite_link: str = ""
    welcome_cmid: int = 0
    failure: str = ""
    failure_vk_code: int = 0
    live_at: datetime | None = None
    told: tuple[int, ...] = ()
    telling: tuple[int, ...] = ()
    telling_random_id: int = 0
    telling_since: datetime | None = None
    members_checked_at: datetime | None = None


def coordination_path(municipality_id: str) -> str:
    """Where the record lies."""
    return f"municipalities/{municipality_id}/coordination/chat"


def load_coordination(municipality_id: str, *, store: Store) -> CoordinationChat | None:
    """The record; None where nobody has needed the chat yet."""
    found = store.get(coordination_path(municipality_id), CoordinationChat)
    return found.record if found else None


def coordination_link(municipality_id: str, *, store: Store) -> str:
    """The link into the chat; empty as long as it is not there."""
    found = load_coordination(municipality_id, store=store)
    return found.invite_link if found and found.state is HouseState.LIVE else ""
