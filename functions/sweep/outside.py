"""What the sweeps need from outside, built once an instance."""

from __future__ import annotations

from msgspec import Struct

from lib.broadcasts.connect import beside
from lib.broadcasts.outside import Broadcasting
from lib.config import Config
from lib.onboarding.connect import connect as connect_leading
from lib.onboarding.outside import Leading
from lib.provisioning.outside import Provisioning


class Outside(Struct, frozen=True):
    """The outside world as each subject sees it; their connections are the same."""

    provisioning: Provisioning
    leading: Leading
    broadcasting: Broadcasting


def connect(config: Config) -> Outside:
    """The outside of one process."""
    leading = connect_leading(config)
    return Outside(leading.provisioning, leading, beside(leading.provisioning, config))
