"""What a deployed function is told by its environment: read once at the start, frozen, complete or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping

from lib.discreet import Discreet


class MissingConfiguration(Exception):
    """The environment lacks a variable, or holds one that makes no sense; the message names it."""


class Config(Discreet, frozen=True):
    """One environment's settings. Each field names its variable; docs/operations.md tells what belongs in it."""

    project: str  # GOOGLE_CLOUD_PROJECT
    location: str  # CLOUD_LOCATION: the region of functions and queues
    vk_api_url: str  # VK_API_URL
    vk_tokens: Mapping[int, str]  # VK_TOKEN_<community id>, one each; from Secret Manager
    provision_url: str  # PROVISION_URL: where the queue finds functions/provision
    tasks_caller: str  # TASKS_CALLER: the service account that calls workers
    answer_url: str = ""  # ANSWER_URL: where the queue finds functions/answer
    broadcast_url: str = ""  # BROADCAST_URL: where the queues and the scheduler find functions/broadcast
    collect_url: str = ""  # COLLECT_URL: where the queues find functions/collect
    cloud_tasks_emulator_host: str = ""  # CLOUD_TASKS_EMULATOR_HOST: empty in the cloud
    cloud_scheduler_emulator_host: str = ""  # CLOUD_SCHEDULER_EMULATOR_HOST: empty in the cloud
    vk_timeout_s: float = 10.0  # VK_TIMEOUT_S: a request to VK without an answer for this long counts as lost
    sms_api_id: str = ""  # SMS_API_ID: key of SMS.ru; from Secret Manager; empty: no SMS
    sms_url: str = "https://sms.ru"  # SMS_URL
    sms_is_test: bool = False  # SMS_TEST: 1: SMS.ru checks everything, but sends and charges nothing


def read_config(environment: Mapping[str, str] = os.environ) -> Config:
    """The configuration that the environment holds.

    Raises:
        MissingConfiguration: naming the variable that is missing or malformed.
    """
    try:
        return Config(
            project=environment["GOOGLE_CLOUD_PROJECT"],
            location=environment["CLOUD_LOCATION"],
            vk_api_url=environment["VK_API_URL"],
            vk_tokens=_by_community(environment, "VK_TOKEN_"),
            provision_url=environment["PROVISION_URL"],
            tasks_caller=environment["TASKS_CALLER"],
            answer_url=environment["ANSWER_URL"],
            broadcast_url=environment["BROADCAST_URL"],
            collect_url=environment["COLLECT_URL"],
            cloud_tasks_emulator_host=environment.get("CLOUD_TASKS_EMULATOR_HOST", ""),
            cloud_scheduler_emulator_host=environment.get("CLOUD_SCHEDULER_EMULATOR_HOST", ""),
            vk_timeout_s=_seconds(environment, "VK_TIMEOUT_S", default=10.0),
            sms_api_id=environment.get("SMS_API_ID", ""),
            sms_url=environment.get("SMS_URL", "https://sms.ru"),
            sms_is_test=environment.get("SMS_TEST", "") == "1",
        )
    except KeyError as error:
        raise MissingConfiguration(f"the environment lacks {error.args[0]}") from None


class ApiConfig(Discreet, frozen=True):
    """What functions/api is told beyond `Config`; its secrets are given to no other function."""

    core: Config
    vk_app_id: int  # VK_APP_ID: the Mini App's id
    vk_app_secret: str  # VK_APP_SECRET: its protected key; from Secret Manager
    session_key: bytes  # SESSION_KEY: signs sessions, cursors and links; 32 characters at least
    app_origin: str  # APP_ORIGIN: where the Mini App is hosted; the one origin that browsers may call from
    api_url: str  # API_URL: where this function is reached, for links to files


class CallbackConfig(Discreet, frozen=True):
    """What functions/vk_callback is told beyond `Config`."""

    core: Config
    vk_secrets: Mapping[int, str]  # VK_SECRET_<community id>, one each; from Secret Manager


def read_callback_config(environment: Mapping[str, str] = os.environ) -> CallbackConfig:
    """The callback's configuration that the environment holds.

    Raises:
        MissingConfiguration: naming the variable that is missing or malformed.
    """
    secrets = _by_community(environment, "VK_SECRET_")
    if not secrets:
        raise MissingConfiguration("the environment lacks VK_SECRET_ of any community")
    return CallbackConfig(read_config(environment), secrets)


# HMAC-SHA256 wants a key as long as its answer: RFC 2104, section 3.
_SHORTEST_KEY = 32


def read_api_config(environment: Mapping[str, str] = os.environ) -> ApiConfig:
    """The API's configuration that the environment holds.

    Raises:
        MissingConfiguration: naming the variable that is missing or malformed.
    """
    core = read_config(environment)
    try:
        app_id, key = environment["VK_APP_ID"], environment["SESSION_KEY"].encode()
        config = ApiConfig(
            core=core,
            vk_app_id=int(app_id) if app_id.isdecimal() else 0,
            vk_app_secret=environment["VK_APP_SECRET"],
            session_key=key,
            app_origin=environment["APP_ORIGIN"].rstrip("/"),
            api_url=environment["API_URL"].rstrip("/"),
        )
    except KeyError as error:
        raise MissingConfiguration(f"the environment lacks {error.args[0]}") from None
    if not config.vk_app_id:
        raise MissingConfiguration("VK_APP_ID is no number")
    if len(key) < _SHORTEST_KEY:
        raise MissingConfiguration(f"SESSION_KEY is shorter than {_SHORTEST_KEY} characters")
    return config


def _by_community(environment: Mapping[str, str], prefix: str) -> dict[int, str]:
    """The values of variables such as `VK_TOKEN_220000001`, by community id."""
    found = {}
    for name, value in environment.items():
        if name.startswith(prefix):
            if not (group_id := name.removeprefix(prefix)).isdecimal():
                raise MissingConfiguration(f"{name} does not end in a community id")
            found[int(group_id)] = value
    return found


def _seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(environment.get(name, default))
    except ValueError:
        raise MissingConfiguration(f"{name} is no number of seconds") from None
