"""The one VK of a process: its state, and the parts that work on it."""

from __future__ import annotations

import random
from urllib.parse import quote

from local.vk.callbacks import Callbacks
from local.vk.capabilities import Capabilities
from local.vk.clock import VkClock
from local.vk.events import Events
from local.vk.faults import Faults
from local.vk.feed import Feed
from local.vk.journal import Journal
from local.vk.long_poll import LongPolls
from local.vk.pressed import PressedButton
from local.vk.rate import Traffic
from local.vk.settings import CommunitySettings, Settings
from local.vk.sms import SmsGateway
from local.vk.state import Chat, Community, User
from local.vk.uploads import Uploads

# Where ids begin that are not given: of a size that VK's own have.
FIRST_GROUP_ID = 225_000_001
FIRST_USER_ID = 710_000_001

_LINK_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"


class Vk:
    """Everything; lives on one event loop, which is what makes each call atomic."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.base_url = f"http://{settings.host}:{settings.port}"
        # A seed makes runs repeatable; the links and tokens still tell nothing about one another.
        self.dice = random.Random(settings.seed)
        self.clock = VkClock()
        self.journal = Journal(settings.journal_file)
        self.faults = Faults(random.Random(settings.seed))
        self.traffic = Traffic(settings.requests_a_second)
        self.feed = Feed()
        self.uploads = Uploads(self.dice)
        self.sms = SmsGateway(self.dice, settings.sms_callback_url)
        self.callbacks = Callbacks(settings, self.journal, self.faults, self.dice)
        self.long_polls = LongPolls(self.dice)
        self.events = Events(self.callbacks, self.long_polls, self.dice)
        self.capabilities = Capabilities()
        self.communities: dict[int, Community] = {}
        self.tokens: dict[str, Community] = {}
        self.users: dict[int, User] = {}
        self.screen_names: dict[str, User | Community] = {}
        self.chats_by_link: dict[str, Chat] = {}
        self.pressed: dict[str, PressedButton] = {}
        for community in settings.communities:
            self.add_community(community)

    def add_community(self, given: CommunitySettings) -> Community:
        """A new community with a token of its own; what is not given is made up.

        Raises:
            ValueError: its id, screen name or token belongs to somebody already.
        """
        group_id = given.group_id or max(self.communities, default=FIRST_GROUP_ID - 1) + 1
        screen_name = given.screen_name or f"club{group_id}"
        token = given.token or f"vk1.a.{self.random_text(85)}"
        if group_id in self.communities or screen_name.lower() in self.screen_names or token in self.tokens:
            raise ValueError(f"сообщество {group_id} ({screen_name}) уже есть")
        community = Community(
            id=group_id,
            name=given.name,
            screen_name=screen_name,
            token=token,
            secret=given.secret or self.random_text(32),
            confirmation=given.confirmation or f"{self.dice.getrandbits(32):08x}",
            rights=frozenset(given.rights),
        )
        self.communities[group_id] = self.tokens[token] = self.screen_names[screen_name.lower()] = community
        return community

    def add_user(self, user: User) -> None:
        """A new person.

        Raises:
            ValueError: the id or the screen name belongs to somebody already.
        """
        if user.id in self.users or user.screen_name.lower() in self.screen_names:
            raise ValueError(f"пользователь {user.id} ({user.screen_name}) уже есть")
        self.users[user.id] = self.screen_names[user.screen_name.lower()] = user

    def next_user_id(self) -> int:
        """An id that nobody has."""
        return max(self.users, default=FIRST_USER_ID - 1) + 1

    def new_link(self, chat: Chat) -> str:
        """Gives a chat an invite link; the one before is dead from now on."""
        if chat.invite_link is not None:
            del self.chats_by_link[chat.invite_link]
        chat.invite_link = f"https://vk.me/join/{self.random_text(40)}="
        self.chats_by_link[chat.invite_link] = chat
        return chat.invite_link

    def random_text(self, length: int) -> str:
        """Letters and digits that nobody can guess from earlier ones."""
        return "".join(self.dice.choices(_LINK_ALPHABET, k=length))

    def file_url(self, path: str) -> str:
        """The address of something that this server serves."""
        return f"{self.base_url}/{quote(path)}"

    def reset(self, *, communities: bool = False) -> None:
        """As after the start, but communities keep their tokens and callback servers unless they are to go too."""
        self.callbacks.forget_all()
        self.long_polls.forget_all()
        self.faults.clear()
        self.traffic.reset()
        self.journal.clear()
        self.uploads.clear()
        self.sms.clear()
        self.capabilities = Capabilities()
        self.clock.offset_s = 0
        self.users.clear()
        self.chats_by_link.clear()
        self.pressed.clear()
        if communities:
            self.communities.clear()
            self.tokens.clear()
        self.screen_names = {community.screen_name.lower(): community for community in self.communities.values()}
        for community in self.communities.values():
            community.forget_conversations()
        if communities:
            for given in self.settings.communities:
                self.add_community(given)
        self.feed.publish("reset")

    async def close(self) -> None:
        """Ends what runs beside the requests."""
        await self.callbacks.close()
        await self.sms.close()
        self.journal.close()

    def user_of_screen_name(self, name: str) -> User | None:
        """The person with this screen name, also as `id1`."""
        found = self.screen_names.get(name.lower())
        if found is None and name.lower().startswith("id") and name[2:].isdecimal():
            found = self.users.get(int(name[2:]))
        return found if isinstance(found, User) else None
