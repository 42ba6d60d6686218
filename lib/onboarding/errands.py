"""Doing the errands of houses that are held: what is plain to say goes out together, the rest one by one.

An errand is taken out of its record only by what VK answered. Whoever is interrupted leaves it there, and it is done
again: messages under the same `random_id`, everything else because it may be done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import takewhile
from typing import Any

from msgspec.structs import replace

from lib import log
from lib.communities.community import Community
from lib.coordination.chat import coordination_link
from lib.coordination.creating import ensure_coordination
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.limits import CALLS_AN_EXECUTE
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.gateways.vk.uploads import UploadRefused, upload_document
from lib.houses.covering_text import covering_text
from lib.houses.house import House, peer_id
from lib.membership.residents import residents_among
from lib.municipalities.municipality import Municipality
from lib.onboarding.agenda import done, due_now, surely_not_sent
from lib.onboarding.lease import Held, LeaseLost
from lib.onboarding.links import community_link, personal_link
from lib.onboarding.onboarding import PRIVATE, Errand, Todo
from lib.onboarding.outside import Leading
from lib.onboarding.rules import counted, joined
from lib.onboarding.sending import (
    COMMUNITY_MUST_REST,
    Answer,
    checked,
    is_in_conversation,
    may_be_sent_already,
    not_sent,
    send_call,
    sent,
)
from lib.onboarding.sms import send_sms
from lib.onboarding.texts import MESSAGES, Facts, say
from lib.onboarding.vk_role import set_role
from lib.people.directory import person_by_id

_POSTERS = frozenset({Errand.POSTER, Errand.ENTRANCE_POSTERS, Errand.LIFT_POSTERS})
# Messages that tell how many are in are told after a look.
_COUNTING = frozenset({Errand.PROGRESS, Errand.THANKS, Errand.HELP})
_PLAIN = MESSAGES - _POSTERS - _COUNTING
# A task ends well within its deadline; what is left comes again.
_MOST_ROUNDS = 20
# https://dev.vk.com/ru/method/messages.getConversationMembers
_MEMBERS_A_READ = 1000


class Errands:
    """The errands of houses of one municipality and community, at the pace of the share for answers."""

    def __init__(self, municipality: Municipality, community: Community, outside: Leading) -> None:
        self._municipality = municipality
        self._community = community
        self._outside = outside
        self._store = outside.store
        self._clock = outside.clock
        self._vk = outside.vk.of(community.group_id)
        self._pace = Pace(SHARES[Purpose.ANSWER], outside.clock)
        self._singly: dict[Errand, Callable[[Held, Todo], None]] = {
            Errand.CHECK: self._look_for_the_person,
            Errand.COUNT: self._count,
            Errand.SMS: self._send_sms,
            Errand.ROLE: self._give_role,
            Errand.DEMOTION: self._take_role,
            Errand.COORDINATION: self._coordinate,
        }

    def run(self, held: Sequence[Held]) -> VkError | None:
        """Does what is due, until nothing is; returns VK's error where the whole community must rest."""
        left = list(held)
        for _ in range(_MOST_ROUNDS):
            together = self._plain_of(left)
            if together:
                error = self._say_together(together, left)
            elif single := next(((each, todos[0]) for each in left if (todos := self._due(each))), None):
                error = self._do(*single, left)
            else:
                return None
            if error:
                return error
        return None

    def _due(self, held: Held) -> list[Todo]:
        return due_now(held.onboarding, self._clock.now())

    def _plain_of(self, held: Sequence[Held]) -> list[tuple[Held, Todo]]:
        now, together = self._clock.now(), list[tuple[Held, Todo]]()
        for each in held:
            plain = list(
                takewhile(lambda todo: todo.errand in _PLAIN and not may_be_sent_already(todo, now), self._due(each))
            )
            if any(todo.errand in PRIVATE for todo in plain):
                # What the chat is told depends on whether the person could be written to.
                plain = [todo for todo in plain if todo.errand is not Errand.GREETING]
            together += [(each, todo) for todo in plain]
        return together[:CALLS_AN_EXECUTE]

    def _say_together(self, together: Sequence[tuple[Held, Todo]], left: list[Held]) -> VkError | None:
        calls = [self._call(held, todo) for held, todo in together]
        with self._pace.turn():
            answers = self._ask(calls)
            for (held, todo), answer in zip(together, answers, strict=True):
                if held in left:
                    self._record_sent(held, todo, checked(answer), left)
        return next(filter(None, (_reason_to_rest(checked(answer)) for answer in answers)), None)

    def _ask(self, calls: Sequence[Call]) -> list[Answer]:
        try:
            return execute(self._vk, calls)
        except (VkError, VkOutcomeUnknown) as error:
            return [error] * len(calls)

    def _record_sent(self, held: Held, todo: Todo, answer: Answer, left: list[Held]) -> None:
        now = self._clock.now()
        try:
            if isinstance(answer, VkError | VkOutcomeUnknown):
                error = answer
                held.record(lambda _, seen: not_sent(seen, todo, error, now))
            else:
                held.record(lambda _, seen: sent(seen, todo, now))
        except LeaseLost:
            _drop(held, left)

    def _do(self, held: Held, todo: Todo, left: list[Held]) -> VkError | None:
        """One errand by itself."""
        try:
            try:
                self._singly.get(todo.errand, self._say)(held, todo)
            except (VkError, VkOutcomeUnknown) as error:
                failure, now = error, self._clock.now()
                held.record(lambda _, seen: not_sent(seen, todo, failure, now))
                return _reason_to_rest(failure)
        except LeaseLost:
            _drop(held, left)
        return None

    def _say(self, held: Held, todo: Todo) -> None:
        """A message that needs a look or a file before it."""
        if may_be_sent_already(todo, self._clock.now()):
            with self._pace.turn():
                is_there = is_in_conversation(self._vk, held.house, held.onboarding, todo)
            now = self._clock.now()
            held.record(lambda _, seen: sent(seen, todo, now) if is_there else surely_not_sent(seen, todo, now))
            return
        if todo.errand in _COUNTING:
            self._record_count(held)
        attachment = self._upload(held, todo) if todo.errand in _POSTERS else ""
        with self._pace.turn():
            (answer,) = execute(self._vk, [self._call(held, todo, attachment)])
        answer, now = checked(answer), self._clock.now()
        if isinstance(answer, VkError):
            raise answer
        held.record(lambda _, seen: sent(seen, todo, now))

    def _call(self, held: Held, todo: Todo, attachment: str = "") -> Call:
        said = say(todo.errand, held.onboarding, self._facts(held.house))
        return send_call(held.house, held.onboarding, todo, said, attachment)

    def _facts(self, house: House) -> Facts:
        facts = {"address": house.address, "company": house.company, "invite_link": house.invite_link}
        return Facts(
            address=house.address,
            municipality=self._municipality.name,
            invite_link=house.invite_link,
            community_link=community_link(self._community),
            covering=covering_text(self._municipality.covering_template, **facts),
            administrator_id=house.administrator_vk_id,
            administrator_name=house.administrator_name,
            entrances=house.entrances,
            apartments=house.apartments,
            residents=house.members_count,
            coordination_link=self._coordination_link,
        )

    @cached_property
    def _coordination_link(self) -> str:
        return coordination_link(self._municipality.id, store=self._store)

    def _upload(self, held: Held, todo: Todo) -> str:
        # Drawing is heavy and most workers never draw.
        from lib.posters.making import make_poster
        from lib.posters.poster import PosterFormat

        made = make_poster(
            held.house,
            self._municipality,
            PosterFormat.A5 if todo.errand is Errand.LIFT_POSTERS else PosterFormat.A4,
            each_entrance=todo.errand is not Errand.POSTER,
            store=self._store,
        )
        assert isinstance(made.content, bytes)
        with self._pace.turn():
            try:
                return upload_document(self._vk, held.onboarding.person_id, made.name, made.content)
            except UploadRefused:
                # A poster is a file that VK takes, so its server has a bad moment.
                raise VkOutcomeUnknown("the upload of a poster was refused") from None

    def _count(self, held: Held, todo: Todo) -> None:
        self._record_count(held)
        held.record(lambda _, seen: done(seen, todo))

    def _record_count(self, held: Held) -> None:
        with self._pace.turn():
            answer: Any = self._vk.call("messages.getConversationsById", peer_ids=[peer_id(held.house.chat_id)])
        if not answer["items"]:
            return
        residents = residents_among(answer["items"][0]["chat_settings"], held.house)
        now = self._clock.now()
        house = {"members_count": residents} if residents != held.house.members_count else None
        held.record(lambda at, seen: counted(seen, residents, at.apartments, now), house=house)

    def _look_for_the_person(self, held: Held, todo: Todo) -> None:
        """Whoever came by a link may be in the chat already, and is known by a number only."""
        with self._pace.turn():
            members: Any = self._vk.call(
                "messages.getConversationMembers", peer_id=peer_id(held.house.chat_id), count=_MEMBERS_A_READ
            )
        person_id, now = held.onboarding.person_id, self._clock.now()
        house = self._named(held.house, person_id)
        if any(item["member_id"] == person_id for item in members["items"]):
            held.record(lambda _, seen: joined(done(seen, todo), 0, now), house=house)
        else:
            held.record(lambda _, seen: done(seen, todo), house=house)

    def _named(self, house: House, person_id: int) -> dict[str, object] | None:
        if house.administrator_name or not person_id:
            return None
        person = person_by_id(person_id, vk=self._vk, store=self._store)
        return {"administrator_name": person.name, "administrator_photo_url": person.photo_url}

    def _send_sms(self, held: Held, todo: Todo) -> None:
        link = personal_link(self._community, held.onboarding.token)
        send_sms(held, todo, link, self._municipality.name, self._outside)

    def _give_role(self, held: Held, todo: Todo) -> None:
        person_id = held.onboarding.person_id
        is_given = set_role(held.house, person_id, "admin", self._community, self._vk, self._pace, self._outside)
        role = "given" if is_given else "refused"
        held.record(lambda _, seen: replace(done(seen, todo), vk_role=role))

    def _take_role(self, held: Held, todo: Todo) -> None:
        set_role(held.house, todo.peer, "member", self._community, self._vk, self._pace, self._outside)
        held.record(lambda _, seen: done(seen, todo))

    def _coordinate(self, held: Held, todo: Todo) -> None:
        ensure_coordination(self._municipality, self._outside.provisioning)
        held.record(lambda _, seen: done(seen, todo))


def _drop(held: Held, left: list[Held]) -> None:
    log.warning("onboarding_lease_lost", house_id=held.house.id)
    left.remove(held)


def _reason_to_rest(answer: Answer) -> VkError | None:
    return answer if isinstance(answer, VkError) and answer.what_to_do in COMMUNITY_MUST_REST else None
