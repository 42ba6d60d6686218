"""Signing in, and who I am."""

from __future__ import annotations

from flask import request

from functions.api.calls import Call
from functions.api.models.people import Me, SessionAnswer, SessionAsk
from functions.api.routing import Audience, Resource
from functions.api.shown.people import show_person, show_workplace
from lib.people.directory import KnownPerson, person_path
from lib.people.rights import load_workplaces
from lib.people.session import session_token
from lib.people.sign_in import sign_in

session = Resource("Вход")


@session.post("/session", may=Audience.EVERYBODY, audits=None)
def create_session(call: Call, body: SessionAsk) -> SessionAnswer:
    """Exchanges VK's launch string, once, for a session of our own.

    With an `Idempotency-Key` of its own making a client that lost the answer gets the same session again.
    """
    nonce = request.headers.get("Idempotency-Key", "")[:200]
    begun = sign_in(body.launch, nonce, config=call.outside.config, store=call.store, clock=call.clock)
    return SessionAnswer(
        token=session_token(begun, call.outside.config.session_key),
        expires_at=begun.expires_at,
        me=_me(call, begun.vk_id),
    )


@session.get("/me", may=Audience.SIGNED_IN)
def get_me(call: Call) -> Me:
    """Who is signed in, and where they may work."""
    return _me(call, call.vk_id)


def _me(call: Call, vk_id: int) -> Me:
    places = load_workplaces(vk_id, store=call.store)
    known = call.store.get(person_path(vk_id), KnownPerson)
    name = next((place.rights.name for place in places if place.rights.name), f"id{vk_id}")
    person = known.record if known else KnownPerson(vk_id, name, "", "")
    return Me(person=show_person(person), workplaces=[show_workplace(place) for place in places])
