"""Packs the functions: a zip each, with only what it imports, and only its own requirements.

The same tree gives the same bytes on any machine: entries are sorted, bear no times, and are stored as they are (how
zlib packs differs from version to version). So a package's name can be its content's hash, and a function whose content
did not change is not deployed again.

In a zip, the function's own main.py lies at the root, where functions-framework looks for it; everything else lies as
in the tree, so imports work as they do here.
"""

from __future__ import annotations

import ast
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ops.requirements import Lock

_EPOCH = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
_OURS = ("functions", "lib")
# functions-framework is what starts a function; nothing imports it but the doors, and each of them does.
_STARTER = "functions_framework"


@dataclass(frozen=True, slots=True)
class Package:
    """A function's package: the files by their path in the zip."""

    name: str
    files: dict[str, bytes]

    @property
    def content(self) -> bytes:
        """The zip."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for path in sorted(self.files):
                entry = zipfile.ZipInfo(path, _EPOCH)
                entry.external_attr = _READABLE
                # 3 is Unix: otherwise the machine's own system is written down.
                entry.create_system = 3
                archive.writestr(entry, self.files[path])
        return buffer.getvalue()


def function_names(root: Path) -> list[str]:
    """Every function of the tree."""
    return sorted(door.parent.name for door in (root / "functions").glob("*/main.py"))


def pack(name: str, root: Path, lock: Lock) -> Package:
    """The package of one function.

    Raises:
        UnknownModule: it imports something that no locked package brings.
    """
    modules, foreign = _reached(f"functions.{name}.main", root)
    files = {str(path.relative_to(root)): path.read_bytes() for path in modules.values()}
    for folder in {path.parent for path in modules.values()}:
        files |= {str(path.relative_to(root)): path.read_bytes() for path in _data(folder)}
    files["main.py"] = files.pop(f"functions/{name}/main.py")
    files["requirements.txt"] = lock.requirements(foreign | {_STARTER}).encode()
    return Package(name, files)


def pack_all(root: Path, target: Path) -> dict[str, Path]:
    """Writes every function's zip into `target`; function → zip. What is not a function any more is removed."""
    lock = Lock.read(root)
    target.mkdir(parents=True, exist_ok=True)
    written = {}
    for name in function_names(root):
        written[name] = target / f"{name}.zip"
        written[name].write_bytes(pack(name, root, lock).content)
    for path in target.glob("*.zip"):
        if path not in written.values():
            path.unlink()
    return written


def modules_of(name: str, root: Path) -> dict[str, Path]:
    """Our modules that a function imports, with their files."""
    return _reached(f"functions.{name}.main", root)[0]


def _reached(start: str, root: Path) -> tuple[dict[str, Path], set[str]]:
    """Our modules that `start` imports, whenever it does, with their files; and the foreign ones that these import."""
    modules: dict[str, Path] = {}
    foreign: set[str] = set()
    pending = [start]
    while pending:
        module = pending.pop()
        path = _file(module, root)
        if module in modules or path is None:
            continue
        modules[module] = path
        # Importing a module runs the packages that it lies in.
        pending += [module.rsplit(".", depth)[0] for depth in range(1, module.count(".") + 1)]
        for name, members in _imports(path.read_bytes()):
            if name.partition(".")[0] in _OURS:
                pending += [name, *(f"{name}.{member}" for member in members)]
            else:
                foreign |= {name, *(f"{name}.{member}" for member in members)}
    return modules, foreign


@cache
def _imports(source: bytes) -> list[tuple[str, list[str]]]:
    """What a file imports at any place: modules, and the names that are taken out of them; not what only types need.

    Functions share most of their modules, so each content is looked at once.
    """
    pending: list[ast.AST] = [ast.parse(source)]
    found: list[tuple[str, list[str]]] = []
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import):
            found += [(alias.name, []) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, [alias.name for alias in node.names]))
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            pending += node.orelse
        else:
            pending += ast.iter_child_nodes(node)
    return found


def _file(module: str, root: Path) -> Path | None:
    path = root.joinpath(*module.split("."))
    return next((found for found in (path / "__init__.py", path.with_suffix(".py")) if found.is_file()), None)


def _data(folder: Path) -> Iterator[Path]:
    """Files that belong to a package of ours: beside its modules, and in folders that are no packages."""
    for path in folder.iterdir():
        if path.is_dir() and path.name != "__pycache__" and not (path / "__init__.py").exists():
            yield from (each for each in path.rglob("*") if each.is_file())
        elif path.is_file() and path.suffix not in {".py", ".pyc"}:
            yield path
