"""Holding a wave: what is recorded of it, and what is told to its houses and chats in the same commit."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from lib.clock import Clock
from lib.gateways.firestore.store import Put, Store, Stored, Update, Write
from lib.houses.house import Chat, HouseState, chat_path, house_path
from lib.lease import Held, Timing
from lib.provisioning.wave import Step, Wave, WaveHouse, with_houses


class HeldWave:
    """A wave that this attempt holds; obtained from `take`."""

    def __init__(self, stored: Stored[Wave], store: Store, clock: Clock, timing: Timing) -> None:
        self._held = Held(stored, store)
        self._clock = clock
        self._timing = timing

    @property
    def wave(self) -> Wave:
        """The wave as last recorded."""
        return self._held.record

    def at(self, step: Step) -> list[WaveHouse]:
        """The houses that stand at a step."""
        return [house for house in self.wave.houses if house.step is step]

    def record(self, changed: list[WaveHouse]) -> None:
        """Records what became of some houses, tells the houses and chats concerned in the same commit, and renews the
        lease.

        Raises:
            LeaseLost: nothing was recorded.
        """
        houses = {house.house_id: house for house in changed}
        wave = replace(with_houses(self.wave, houses), due_at=self._clock.now() + self._timing.lease)
        self._held.replace(wave, [write for house in changed for write in _told(house, wave)])

    def hand_back(self, due_at: datetime) -> None:
        """Gives the wave up until `due_at`; raises like `record`."""
        self._held.replace(replace(self.wave, due_at=due_at))

    def claim(self) -> None:
        """Takes the lease; raises like `record`."""
        now = self._clock.now()
        self._held.replace(replace(self.wave, due_at=now + self._timing.lease, attempts=self.wave.attempts + 1))


def take(stored: Stored[Wave], *, store: Store, clock: Clock, timing: Timing) -> HeldWave:
    """The wave under a fresh lease.

    Raises:
        LeaseLost: somebody else was quicker.
    """
    held = HeldWave(stored, store, clock, timing)
    held.claim()
    return held


def _told(house: WaveHouse, wave: Wave) -> list[Write]:
    if house.step is Step.CREATED:
        chat = Chat(wave.group_id, house.chat_id, wave.municipality_id, house.house_id, house.kind)
        return [Put(chat_path(chat.group_id, chat.chat_id), chat)]
    if not house.is_final:
        return []
    is_live = house.step is Step.LIVE
    return [
        Update(
            house.record_path or house_path(wave.municipality_id, house.house_id),
            {
                "state": HouseState.LIVE if is_live else HouseState.FAILED,
                "chat_id": house.chat_id,
                "invite_link": house.invite_link,
                "welcome_cmid": house.welcome_cmid,
                "failure": house.failure,
                "failure_vk_code": house.failure_vk_code,
                "live_at": house.since if is_live else None,
            },
        )
    ]
