"""A house whose residents ask: its company with two officials, its chat administrator, and what they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.events.consents import keep_consent_of_writer
from lib.houses.organizations import organization_key
from lib.organizations.organization import LooksAfter, OrganizationKind
from lib.organizations.registry import create_organization
from lib.organizations.representatives import Standing, add_representative
from lib.people.directory import KnownPerson
from lib.people.permissions import Rights
from lib.people.roles import Role
from lib.people.staff import add_member
from lib.questions.question import Question, question_path, questions_path
from tests.functions.vk_callback.conftest import Bot, LiveChat, eventually

COMPANY = "ООО «Уютный дом»"


@dataclass
class Asking:
    """The stage."""

    bot: Bot
    chat: LiveChat
    administrator: int
    official: int
    head: int
    employee: int

    @property
    def question(self) -> Question:
        """The only question."""
        (stored,) = self.bot.store.query(questions_path(self.bot.municipality_id), Question)
        return stored.record

    def question_of(self, question_id: str) -> Question:
        """One of several."""
        found = self.bot.store.get(question_path(self.bot.municipality_id, question_id), Question)
        assert found is not None
        return found.record

    def ask(self, text: str = "Когда починят лифт в третьем подъезде?") -> int:
        """A resident's words become a question; the number of the bot's menu in the chat."""
        resident = self.chat.join("Пётр")
        cmid = self.chat.write(resident, text)
        before = len(self.chat.messages)
        self.chat.write(self.administrator, "вопрос", reply_to=cmid)
        assert eventually(lambda: len(self.chat.messages) >= before + 2)
        return int(self.chat.messages[-1]["conversation_message_id"])

    def press(self, menu: int, *labels: str) -> list[str]:
        """The administrator presses buttons of a menu, one after the other; what the snackbars say."""
        return [self.chat.press(self.administrator, label, menu) for label in labels]

    def put_to_vote(self, text: str = "Когда починят лифт в третьем подъезде?", lasts: str = "3 дня") -> int:
        """A question on which the chat votes; the number of the vote's message."""
        menu = self.ask(text)
        self.press(menu, "Лифт", COMPANY, "Дальше", f"Голосование: {lasts}")
        self.bot.play_soon()
        return self.cmid_of("🗳")

    def send(self, text: str = "Когда починят лифт в третьем подъезде?") -> Question:
        """A question that is sent at once."""
        menu = self.ask(text)
        self.press(menu, "Лифт", COMPANY, "Дальше", "Отправить сразу")
        self.bot.play_soon()
        return next(
            stored.record
            for stored in self.bot.store.query(questions_path(self.bot.municipality_id), Question)
            if stored.record.text == text
        )

    def cmid_of(self, beginning: str) -> int:
        """The number of the community's last message in the chat that begins so."""
        own = [each for each in self.chat.messages if each["text"].startswith(beginning)]
        return int(own[-1]["conversation_message_id"])

    def text_of(self, cmid: int) -> str:
        """What a message of the chat says now."""
        return str(next(each["text"] for each in self.chat.messages if each["conversation_message_id"] == cmid))

    def dialog(self, vk_id: int) -> list[dict[str, Any]]:
        """The conversation of somebody with the community."""
        found: list[dict[str, Any]] = self.bot.vk.get(f"/sim/dialogs/{self.bot.group_id}/{vk_id}/messages")
        return found

    def told(self, vk_id: int) -> list[str]:
        """What the community wrote to somebody in private."""
        return [each["text"] for each in self.dialog(vk_id) if each["from_id"] < 0]

    def allow(self, vk_id: int) -> None:
        """Somebody lets the community write to them."""
        self.bot.vk.act(vk_id, "allow", group_id=self.bot.group_id)
        now = self.bot.clock.now()
        keep_consent_of_writer(self.bot.group_id, vk_id, "", now, store=self.bot.store)


def set_up(bot: Bot) -> Asking:
    """The stage, with a house whose chat is live."""
    official, head, employee = (bot.vk.user(name, "Петров") for name in ("Олег", "Глеб", "Елена"))
    doing = Doing(bot.municipality_id, Actor(0, "Сцена", ""), "stage", bot.clock.now())
    organization = create_organization(COMPANY, OrganizationKind.COMPANY, doing, store=bot.store)
    rights = Rights(0, "", bot.municipality_id, frozenset({Role.EMPLOYEE}))
    for number, (vk_id, name) in enumerate(((official, "Олег Петров"), (head, "Глеб Петров"))):
        add_representative(
            KnownPerson(vk_id, name, "", ""),
            organization.id,
            LooksAfter.ALL,
            [],
            Doing(bot.municipality_id, Actor(0, "Сцена", ""), f"rep{number}", bot.clock.now()),
            rights,
            store=bot.store,
            standing=Standing("директор" if vk_id == head else "инженер", is_head=vk_id == head),
        )
    staff = Doing(bot.municipality_id, Actor(0, "Сцена", ""), "staff", bot.clock.now())
    add_member(KnownPerson(employee, "Елена Петрова", "", ""), Role.EMPLOYEE, staff, store=bot.store)
    chat = bot.house(company=COMPANY, company_key=organization_key(COMPANY))
    administrator = chat.join("Нина", "Петровна")
    chat.change(administrator_vk_id=administrator, administrator_name="Нина Петровна", members_count=10)
    stage = Asking(bot, chat, administrator, official, head, employee)
    for vk_id in (official, head):
        stage.allow(vk_id)
    return stage
