"""A municipality: the scope under which all of its houses, waves and people lie."""

from __future__ import annotations

from msgspec import Struct


class Municipality(Struct, frozen=True):
    """A municipality, the communities that own its chats, and the texts it may change.

    `group_id` is the community that speaks for it; `other_group_ids` own chats too: new houses go to the emptiest.

    `home_settlement` (`г. Екатеринбург`) is left out of chat titles: its residents don't need it before every street.
    `marks_officials`: whether the bot quotes what officials write in chats under a heading that shows who they are.
    `sends_digest`: whether the week's digest of the chats' health goes to the coordination chat.
    `welcome_template` and `covering_template` are empty where the standard texts are used.
    """

    id: str
    name: str
    region: str
    group_id: int
    home_settlement: str = ""
    welcome_template: str = ""
    covering_template: str = ""
    marks_officials: bool = True
    sends_digest: bool = True
    other_group_ids: tuple[int, ...] = ()

    @property
    def group_ids(self) -> tuple[int, ...]:
        """All communities among which its houses are spread."""
        return (self.group_id, *self.other_group_ids)


def municipality_path(municipality_id: str) -> str:
    """Where a municipality's record, and everything under it, lies."""
    return f"municipalities/{municipality_id}"
