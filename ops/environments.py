"""An environment as its terraform.tfvars tells it: what the commands around a deployment need to know of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from ops.tools import Refused

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENTS = ROOT / "infra" / "terraform" / "environments"
NAMES = tuple(sorted(folder.name for folder in ENVIRONMENTS.iterdir() if folder.is_dir()))

_SETTING = re.compile(r"^(\w+)\s*=\s*(\"[^\"]*\"|true|false|\d+)", re.MULTILINE)
_COMMUNITY = re.compile(r"^\s+\"(\d+)\"\s*=\s*\{", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Environment:
    """One environment; `folder` is its root for Terraform."""

    name: str
    folder: Path
    project: str
    project_number: str
    location: str
    domain: str
    has_sms: bool
    communities: tuple[int, ...]

    @property
    def state_bucket(self) -> str:
        """The bucket in which Terraform keeps its state."""
        return f"{self.project}-terraform"

    @property
    def origin(self) -> str:
        """Where people, VK and SMS.ru reach it."""
        return f"https://{self.domain}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets that must have a value, as modules/system/functions.tf names them; a test holds them equal."""
        own = [f"vk-{kind}-{group_id}" for group_id in self.communities for kind in ("token", "secret")]
        return (*own, "vk-app-secret", "session-key", *(["sms-api-id"] if self.has_sms else []))


def read_environment(name: str, root: Path = ENVIRONMENTS) -> Environment:
    """The environment of that name.

    Raises:
        Refused: there is none, or its settings lack something.
    """
    path = root / name / "terraform.tfvars"
    if not path.exists():
        raise Refused(f"There is no environment {name!r}: {', '.join(NAMES)}.")
    text = path.read_text(encoding="utf-8")
    settings = {key: json.loads(value) for key, value in _SETTING.findall(text)}
    try:
        return Environment(
            name,
            path.parent,
            settings["project"],
            settings["project_number"],
            settings["location"],
            settings["domain"],
            settings["has_sms"],
            tuple(int(group_id) for group_id in _COMMUNITY.findall(text)),
        )
    except KeyError as error:
        raise Refused(f"{path} lacks {error.args[0]}.") from None
