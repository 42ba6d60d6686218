"""The documents are true: their links lead somewhere, their commands exist, what they send is taken."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.activity.health.texts import TASK_TITLES
from lib.errors import ERRORS
from lib.onboarding.shown import STATE_TITLES
from local.vk.testing import running_vk

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")
MAKE = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)
FAULT = re.compile(r"curl -d '(?P<body>\{.*?\})' http://127\.0\.0\.1:8001/sim/faults")


def found(pattern: re.Pattern[str]) -> Iterator[tuple[Path, str]]:
    for document in DOCUMENTS:
        for match in pattern.finditer(document.read_text(encoding="utf-8")):
            yield document, match[1]


@pytest.mark.parametrize(("document", "link"), list(found(LINK)), ids=lambda value: getattr(value, "name", value))
def test_every_link_leads_to_a_file(document: Path, link: str) -> None:
    assert (document.parent / link).exists()


def test_every_make_target_that_is_named_is_there_and_is_told_by_make_alone() -> None:
    named = {target for _, target in found(MAKE)}
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = set(re.findall(r"^  make ([a-z]+)", told, re.MULTILINE))
    assert named
    assert named <= targets


def test_the_faults_that_the_documents_send_are_taken() -> None:
    bodies = [json.loads(body) for _, body in found(FAULT)]
    assert bodies
    with running_vk() as vk:
        for body in bodies:
            vk.post("/sim/faults", body)


def test_no_document_names_a_machine_or_a_registry() -> None:
    for document in DOCUMENTS:
        assert not re.search(r"/work/|/root/|\.\./shared|pypi\.org|registry\.npm", document.read_text(encoding="utf-8"))


def test_every_error_code_is_in_the_documents() -> None:
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    for code, explanation in ERRORS.items():
        assert f"`{code}`" in page
        assert explanation.title in page, "docs/errors.md is out of date: run `make format`"


# What the guide quotes that is not on the screen: what people write, and the product's own name.
_WRITTEN_BY_PEOPLE = {
    "Домовые чаты",
    "ленина 5",
    "8 марта",
    "г. Екатеринбург, ул. Ленина, д. 5",
    "Создать … чатов без остальных строк",
    "+",
}


def test_the_employees_guide_quotes_what_is_on_the_screen() -> None:
    guide = (ROOT / "docs" / "employees.md").read_text(encoding="utf-8")
    screens = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "miniapp" / "src").rglob("*.ts*"))
    said = "".join([*(each.title for each in ERRORS.values()), *STATE_TITLES.values(), *TASK_TITLES.values()])
    shown = re.sub(r"\s+", " ", screens) + said
    quoted = set(re.findall(r"«([^»]+)»", guide)) - _WRITTEN_BY_PEOPLE
    assert {words for words in quoted if words not in shown} == set()
