"""The links of an onboarding: into the conversation with the bot, with the person's token or without."""

from __future__ import annotations

from lib.communities.community import Community

# What stands before the token in `ref`, so that other links into the same conversation mean other things.
_PREFIX = "admin-"


def community_link(community: Community) -> str:
    """Opens the conversation with the community."""
    return f"https://vk.me/{community.screen_name or f'club{community.group_id}'}"


def personal_link(community: Community, token: str) -> str:
    """Opens it for whoever is to become administrator; the first message carries the token."""
    return f"{community_link(community)}?ref={_PREFIX}{token}"


def token_of(ref: str) -> str:
    """The token that a message's `ref` carries; empty where it is none of ours."""
    token = ref.removeprefix(_PREFIX)
    return token if ref.startswith(_PREFIX) and token.isalnum() and len(token) <= 64 else ""
