"""A function's requirements: what its modules import, and what those packages need, as the lock pins all of it."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any


class UnknownModule(Exception):
    """A module that no package of the project's dependencies brings; the message names it."""


@dataclass(frozen=True)
class Lock:
    """uv.lock, and the packages that the project depends on itself."""

    packages: Mapping[str, Mapping[str, Any]]
    direct: tuple[str, ...]

    @classmethod
    def read(cls, root: Path) -> Lock:
        """The lock of a tree."""
        locked = tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        direct = tuple(_name(re.split(r"[=<>~!\[; ]", each)[0]) for each in project["dependencies"])
        return cls({package["name"]: package for package in locked["package"]}, direct)

    def requirements(self, modules: Iterable[str]) -> str:
        """requirements.txt for these modules, with hashes: pip takes no other bytes than the ones that were tested.

        Raises:
            UnknownModule: none of the project's dependencies brings one of them.
        """
        wanted = {package for module in modules if (package := self._package_of(module))}
        lines = []
        for name, markers in sorted(self._closure(wanted).items()):
            locked = self.packages[name]
            marker = f" ; {' or '.join(f'({each})' for each in sorted(markers))}" if markers else ""
            files = [*locked.get("wheels", ()), *([locked["sdist"]] if "sdist" in locked else ())]
            hashes = sorted({file["hash"] for file in files})
            lines.append(
                " \\\n    ".join([f"{name}=={locked['version']}{marker}", *(f"--hash={each}" for each in hashes)])
            )
        return "\n".join(lines) + "\n"

    def deployable(self) -> set[str]:
        """The packages that functions can be deployed with: what the project depends on, and all that those need."""
        return set(self._closure(set(self.direct)))

    def _package_of(self, module: str) -> str:
        """The package that brings a module; empty for the standard library, and for a name inside a module."""
        if module.partition(".")[0] in sys.stdlib_module_names:
            return ""
        for depth in range(module.count(".") + 1):
            if package := self._modules.get(module.rsplit(".", depth)[0]):
                return package
        if any(each.startswith(f"{module}.") for each in self._modules):
            return ""  # a folder that several packages share; what is taken out of it is told beside it
        raise UnknownModule(f"{module}: no dependency of the project brings it")

    @cached_property
    def _modules(self) -> dict[str, str]:
        """Module → package, of everything that the project's dependencies install; direct ones first."""
        found: dict[str, str] = {}
        for name in (*self.direct, *sorted(set(self._closure(set(self.direct))) - set(self.direct))):
            for module in _modules_of(name):
                found.setdefault(module, name)
        return found

    def _needs(self, name: str, extras: Mapping[str, set[str]]) -> Iterator[Mapping[str, Any]]:
        package = self.packages[name]
        yield from package.get("dependencies", ())
        for extra in extras.get(name, ()):
            yield from package.get("optional-dependencies", {}).get(extra, ())

    def _closure(self, names: set[str]) -> dict[str, set[str]]:
        """These packages and all that they need: package → the markers under any of which it is; none: always."""
        markers: dict[str, set[str]] = {name: set() for name in names}
        extras: dict[str, set[str]] = {}
        pending = list(names)
        while pending:
            name = pending.pop()
            for dependency in self._needs(name, extras):
                # What is needed under a condition by something that itself is conditional is simply needed.
                marker = str(dependency.get("marker", "")) if not markers[name] else ""
                before = markers.get(dependency["name"])
                after = {marker} if before is None else {*before, marker} if before else set[str]()
                after = set() if "" in after else after
                asked = extras.setdefault(dependency["name"], set())
                if after != before or not asked.issuperset(dependency.get("extra", ())):
                    asked.update(dependency.get("extra", ()))
                    markers[dependency["name"]] = after
                    pending.append(dependency["name"])
        return markers


def _modules_of(name: str) -> set[str]:
    """The importable names of an installed package, folders without an `__init__.py` included."""
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        return set()
    modules = set()
    for file in files:
        parts = file.parts
        if ".." in parts or file.suffix not in {".py", ".so"} or parts[0].endswith(".dist-info"):
            continue
        stem = parts[-1].partition(".")[0]
        # A folder that several packages share, such as google/cloud, is named by what lies in it.
        modules.add(".".join(parts[:-1] if stem == "__init__" else (*parts[:-1], stem)))
    return modules


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()
