"""A function's package holds what the function needs and nothing else, and is the same on every machine."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from ops.packaging import function_names, pack, pack_all
from ops.requirements import Lock, UnknownModule

ROOT = Path(__file__).resolve().parents[2]
LOCK = Lock.read(ROOT)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what packages are made of, with other times and rights."""
    for name in ("functions", "lib"):
        shutil.copytree(ROOT / name, tmp_path / name, copy_function=shutil.copyfile)
    for name in ("uv.lock", "pyproject.toml"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    (tmp_path / "lib" / "config.py").chmod(0o600)
    return tmp_path


def test_the_same_tree_gives_the_same_bytes(tree: Path, tmp_path: Path) -> None:
    for name, path in pack_all(tree, tmp_path / "packages").items():
        assert path.read_bytes() == pack(name, ROOT, LOCK).content, name


def test_a_change_reaches_only_the_functions_that_import_it(tree: Path) -> None:
    before = {name: pack(name, tree, LOCK).content for name in function_names(tree)}
    changed = tree / "lib" / "posters" / "pdf.py"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    different = {name for name in before if pack(name, tree, LOCK).content != before[name]}
    assert "api" in different
    assert not different & {"provision", "vk_callback", "sms_callback"}


def test_a_function_that_went_leaves_no_package(tree: Path, tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    pack_all(tree, packages)
    shutil.rmtree(tree / "functions" / "sms_callback")
    pack_all(tree, packages)
    assert sorted(path.stem for path in packages.iterdir()) == function_names(tree)


@pytest.mark.parametrize("name", function_names(ROOT))
def test_a_package_holds_one_function_and_nothing_of_the_others(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(pack(name, ROOT, LOCK).content)) as archive:
        files = archive.namelist()
    assert {"main.py", "requirements.txt", "lib/config.py"} <= set(files)
    assert {path.split("/")[1] for path in files if path.startswith("functions/")} <= {"__init__.py", name}
    assert not [path for path in files if path.startswith(("tests/", "local/", "ops/")) or path.endswith(".pyc")]


def test_requirements_are_pinned_with_hashes_and_only_what_is_imported() -> None:
    worker = pack("provision", ROOT, LOCK).files["requirements.txt"].decode()
    api = pack("api", ROOT, LOCK).files["requirements.txt"].decode()
    assert "fpdf2==" in api
    assert not [name for name in ("fpdf2", "spectree", "qrcode", "aiohttp", "pytest") if f"{name}==" in worker]
    pinned = [block for block in worker.split("\n") if "==" in block]
    assert len(pinned) > 10
    assert all("--hash=sha256:" in block for block in worker.strip().split("\n    ")[1:])


def test_what_no_dependency_brings_is_named(tree: Path) -> None:
    door = tree / "functions" / "sms_callback" / "main.py"
    door.write_text("import pandas\n" + door.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(UnknownModule, match="pandas"):
        pack("sms_callback", tree, LOCK)
