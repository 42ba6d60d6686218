"""The life of sessions: launch strings and tokens used in any order, twice, late, by others, by instances whose clocks
differ and that die in between.

Whatever happens: a launch string opens one session, and a token says who its bearer is until it ends, and no longer.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, rule
from msgspec import Struct

from lib.config import ApiConfig, Config
from lib.errors import DomainError
from lib.gateways.firestore.store import Delete
from lib.people.launch import CLOCKS_DIFFER_BY, LONGEST_AGE, launch_signature
from lib.people.session import LIFETIME, Session, read_session, session_token
from lib.people.sign_in import UsedLaunch, sign_in
from tests.clock import MovableClock
from tests.machines import Mortal, empty_store, live

SECRET, KEY = "protected-key-of-the-app", b"a key of thirty-two letters or more"
_NONCES = st.sampled_from(["", "mine", "another's"])
_CORE = Config("local", "here", "", {}, "", "")
_CONFIG = ApiConfig(_CORE, 51, SECRET, KEY, "", "")


class Launched(Struct, frozen=True):
    """A launch string, whose it is, and when VK signed it."""

    text: str
    vk_id: int
    at: datetime


class Sessions(RuleBasedStateMachine):
    """One app's sessions."""

    launches = Bundle("launches")
    tokens = Bundle("tokens")

    def __init__(self, mortal: Mortal) -> None:
        super().__init__()
        self.store, self.mortal, self.clock = empty_store(), mortal, MovableClock()
        self.opened: dict[str, Session] = {}
        self.nonces: dict[str, str] = {}

    @initialize(nonces=st.lists(_NONCES, min_size=2, max_size=4), late_s=st.sampled_from([0, LIFETIME.total_seconds()]))
    def a_launch_is_exchanged_several_times(self, nonces: list[str], late_s: float) -> None:
        launched = self.somebody_opens_the_app(1)
        for nonce in nonces:
            self.a_token_is_shown(self.a_launch_is_exchanged(launched, nonce, 0), late_s)

    @rule(target=launches, vk_id=st.integers(1, 3))
    def somebody_opens_the_app(self, vk_id: int) -> Launched:
        at = self.clock.now().replace(microsecond=0)
        said = {"vk_user_id": str(vk_id), "vk_app_id": "51", "vk_ts": str(int(at.timestamp())), "vk_ref": str(at)}
        return Launched(urlencode(said | {"sign": launch_signature(said, SECRET)}), vk_id, at)

    @rule(
        target=tokens,
        launched=launches,
        nonce=_NONCES,
        skew=st.sampled_from([0, 0, 0, -300, 300]),
    )
    def a_launch_is_exchanged(self, launched: Launched, nonce: str, skew: int) -> Any:
        clock = MovableClock(self.clock.now() + timedelta(seconds=skew))
        try:
            session = sign_in(launched.text, nonce, config=_CONFIG, store=self.store, clock=clock)
        except DomainError as error:
            self._assert_refused_rightly(error.code, launched, nonce, clock.now())
            return ("", launched.vk_id, clock.now())
        before = self.opened.setdefault(launched.text, session)
        # One string opens one session, and who has not shown the nonce of its first use gets none.
        assert session == before
        assert self.nonces.setdefault(launched.text, nonce) == nonce
        assert session.vk_id == launched.vk_id
        return (session_token(session, KEY), session.vk_id, session.expires_at)

    @rule(launched=launches, after=st.booleans())
    def an_instance_dies(self, launched: Launched, after: bool) -> None:
        """The claim is there or not; whoever has the nonce can go on either way."""
        with self.mortal.dying(0, after=after):
            try:
                sign_in(launched.text, "mine", config=_CONFIG, store=self.store, clock=self.clock)
            except DomainError:
                return
        if after:
            found = [stored.record for stored in self.store.query("launches", UsedLaunch)]
            assert found
            self.nonces.setdefault(launched.text, "mine")

    @rule(held=tokens, skew=st.sampled_from([0, -300, 300, LIFETIME.total_seconds()]))
    def a_token_is_shown(self, held: tuple[str, int, datetime], skew: float) -> None:
        token, vk_id, expires_at = held
        now = self.clock.now() + timedelta(seconds=skew)
        if not token or now >= expires_at:
            with pytest.raises(DomainError, match="session_expired" if token else "session_invalid"):
                read_session(token, key=KEY, now=now)
            return
        read = read_session(token, key=KEY, now=now)
        assert (read.vk_id, read.expires_at) == (vk_id, expires_at)
        assert expires_at <= now + LIFETIME + timedelta(minutes=20)

    @rule(held=tokens, at=st.integers(0, 200), letter=st.sampled_from("Aa0_-.é"))
    def a_token_is_forged(self, held: tuple[str, int, datetime], at: int, letter: str) -> None:
        token, vk_id, expires_at = held
        forged = token[:at] + letter + token[at + 1 :]
        try:
            read = read_session(forged, key=KEY, now=self.clock.now())
        except DomainError:
            return
        # The last letter of the payload has bits that mean nothing.
        assert (read.vk_id, read.expires_at) == (vk_id, expires_at)

    @rule(held=consumes(tokens), other=st.integers(4, 9))
    def a_token_is_made_with_another_key(self, held: tuple[str, int, datetime], other: int) -> None:
        made = session_token(Session(other, self.clock.now() + LIFETIME), b"x" * 32)
        with pytest.raises(DomainError, match="session_invalid"):
            read_session(made, key=KEY, now=self.clock.now())

    @rule(minutes=st.sampled_from([1, 20, 58, 59, 61, 11 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.clock.move(minutes=minutes)

    @rule()
    def firestore_deletes_what_is_over(self) -> None:
        kept = self.store.query("launches", UsedLaunch)
        if over := [stored.path for stored in kept if stored.record.expires_at <= self.clock.now()]:
            self.store.commit([Delete(path) for path in over])

    def _assert_refused_rightly(self, code: str, launched: Launched, nonce: str, now: datetime) -> None:
        match code:
            case "launch_expired":
                assert now - launched.at >= LONGEST_AGE
            case "launch_invalid":
                assert launched.at > now + CLOCKS_DIFFER_BY
            case _:
                assert code == "launch_used"
                assert launched.text in self.nonces
                assert not nonce or self.nonces[launched.text] != nonce


def test_whatever_happens_a_launch_string_opens_one_session(
    firestore_emulator_host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert firestore_emulator_host
    mortal = Mortal(monkeypatch)
    live(lambda: Sessions(mortal), lives=15, steps=25)
