"""The real terraform on a copy of the tree, without a provider registry.

The provider's schema (hashicorp/google 8.7.0) and a stand-in that serves it lie beside the project where it is
developed and in CI. Two resources are not whole in that schema; tests/infra/schema_additions.json adds what we use of
them, as the provider's own bindings have it. Where either the stand-in or terraform is not there, these tests are
skipped, and say so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TERRAFORM = ROOT / "infra" / "terraform"
FUNCTIONS = sorted(door.parent.name for door in (ROOT / "functions").glob("*/main.py"))
ENVIRONMENTS = ("test", "production")
VERSION = "8.7.0"

_STAND_INS = [folder / "shared" / "terraform" for folder in (ROOT, ROOT.parent, ROOT.parent.parent)]
STAND_IN = next((folder for folder in _STAND_INS if (folder / "provider.py").exists()), None)

# What the stand-in needs, apart from the project's own packages: tf wants an older protobuf.
_REQUIREMENTS = ("tf==1.2.0", "msgpack==1.2.4", "grpcio==1.85.1")
_CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
_VENV = Path(os.environ.get("TERRAFORM_CHECK_VENV", _CACHE / "terraform-check-venv"))


def why_not() -> str:
    """Why terraform cannot be run here; empty where it can."""
    if not shutil.which("terraform"):
        return "there is no terraform on this machine"
    if STAND_IN is None:
        return "the provider's schema is not beside the project"
    return ""


class TerraformFailed(Exception):
    """Terraform said no; the message is what it said."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """A copy of what Terraform reads, with packages and a Mini App that only look like them."""

    folder: Path

    @property
    def terraform(self) -> Path:
        """The copy of infra/terraform."""
        return self.folder / "infra" / "terraform"

    def environment(self, name: str) -> Path:
        """The root of an environment."""
        return self.terraform / "environments" / name

    def init(self, root: Path) -> None:
        """Prepares a root: its state stays here."""
        (root / "zz_override.tf").write_text('terraform {\n  backend "local" {}\n}\n', encoding="utf-8")
        self.run(root, "init", "-input=false")

    def plan(self, root: Path, variables: Mapping[str, object] | None = None) -> dict[str, Any]:
        """The plan of a prepared root, as JSON."""
        arguments = [f"-var={name}={json.dumps(value)}" for name, value in (variables or {}).items()]
        self.run(root, "plan", "-input=false", "-lock=false", "-refresh=false", "-out=plan.bin", *arguments)
        plan: dict[str, Any] = json.loads(self.run(root, "show", "-json", "plan.bin"))
        return plan

    def run(self, root: Path, *arguments: str) -> str:
        """Runs terraform in a root; what it printed.

        Raises:
            TerraformFailed: it ended with an error.
        """
        command = ["terraform", f"-chdir={root}", arguments[0], "-no-color", *arguments[1:]]
        if arguments[0] == "show":
            command = ["terraform", f"-chdir={root}", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=self._variables())
        if done.returncode:
            raise TerraformFailed(f"{' '.join(arguments[:1])}: {done.stdout}{done.stderr}")
        return done.stdout

    def _variables(self) -> dict[str, str]:
        settings = {"TF_CLI_CONFIG_FILE": f"{self.folder}/cli.tfrc", "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
        return {**os.environ, **settings}


def make_workplace(folder: Path) -> Workplace:
    """A workplace in an empty folder."""
    assert STAND_IN is not None
    _ensure_venv()
    shutil.copytree(TERRAFORM, folder / "infra" / "terraform", ignore=shutil.ignore_patterns(".terraform*"))
    shares = Path("lib/gateways/vk/shares.json")
    (folder / shares.parent).mkdir(parents=True)
    shutil.copy(ROOT / shares, folder / shares)
    packages = folder / "dist" / "packages"
    packages.mkdir(parents=True)
    for name in FUNCTIONS:
        (packages / f"{name}.zip").write_text(name, encoding="utf-8")
    assets = folder / "miniapp" / "dist" / "assets"
    assets.mkdir(parents=True)
    (assets / "index-1a2b3c.js").write_text("", encoding="utf-8")
    (assets.parent / "index.html").write_text("", encoding="utf-8")
    _write_schema(folder / "schema.json")
    workplace = Workplace(folder)
    _mirror_provider(workplace)
    return workplace


def _write_schema(path: Path) -> None:
    assert STAND_IN is not None
    schema = json.loads((STAND_IN / "schema.json").read_bytes())
    additions = json.loads((Path(__file__).parent / "schema_additions.json").read_bytes())
    for name, added in additions.items():
        resource = schema["resource_schemas"].setdefault(name, {"attributes": {}, "block_types": {}})
        for part, entries in added.items():
            resource[part] |= entries
    path.write_text(json.dumps(schema), encoding="utf-8")


def _mirror_provider(workplace: Workplace) -> None:
    ask = workplace.folder / "ask"
    ask.mkdir()
    (ask / "main.tf").write_text(
        'terraform {\n  required_providers {\n    google = { source = "hashicorp/google" }\n  }\n}\n', encoding="utf-8"
    )
    mirror = workplace.folder / "mirror"
    (workplace.folder / "cli.tfrc").write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n', encoding="utf-8"
    )
    # The folder starts with the name of terraform's default host: asked for, not written down.
    told = workplace.run(ask, "providers")
    source = told.partition("provider[")[2].partition("]")[0]
    folder = mirror / source / VERSION / "linux_amd64"
    folder.mkdir(parents=True)
    program = folder / f"terraform-provider-google_v{VERSION}"
    program.write_text(
        f'#!/bin/sh\nGOOGLE_PROVIDER_SCHEMA="{workplace.folder}/schema.json" '
        f'exec "{_VENV}/bin/python" "{STAND_IN}/provider.py"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)


def _ensure_venv() -> None:
    if _succeeds([f"{_VENV}/bin/python", "-c", "import tf, grpc, msgpack"]):
        return
    subprocess.run([sys.executable, "-m", "venv", str(_VENV)], check=True)
    subprocess.run([f"{_VENV}/bin/pip", "install", "-q", *_REQUIREMENTS], check=True)


def _succeeds(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False
