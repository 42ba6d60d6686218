"""Checkov finds nothing in Terraform's files that is neither well nor answered."""

from __future__ import annotations

import re

from tests.infra.checkov import VERSION, ask_checkov, digest_of_files, read_record
from tests.infra.workplace import ROOT, TERRAFORM


def test_every_finding_is_mended_or_answered() -> None:
    said = read_record()
    if (said.version, said.files) != (VERSION, digest_of_files()):
        said = ask_checkov()
    assert said.failed == (), "mend it or answer it, then run `python -m tests.infra.checkov`"
    assert said.passed > 0


def test_every_answer_says_why_and_answers_something() -> None:
    written = {
        answer
        for path in TERRAFORM.rglob("*.tf")
        for answer in re.findall(r"#checkov:skip=(\w+):(.+)", path.read_text(encoding="utf-8"))
    }
    assert all(len(why.split()) > 5 for _, why in written)
    assert written == {(answer.check, answer.why) for answer in read_record().answered}


def test_the_page_on_deploying_names_the_version_that_is_run() -> None:
    assert f"Checkov ({VERSION}" in (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
