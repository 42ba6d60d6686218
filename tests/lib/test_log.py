from __future__ import annotations

import json

import pytest

from lib import log


def test_an_event_is_one_json_line_with_the_trace_that_is_carried(capsys: pytest.CaptureFixture[str]) -> None:
    log.carry_trace("trace-1")
    log.info("wave_attempted", live=25)
    log.carry_trace("")
    line = json.loads(capsys.readouterr().out)
    assert line == {
        "severity": "INFO",
        "message": "wave_attempted",
        "live": 25,
        "logging.googleapis.com/trace": "trace-1",
    }


def test_what_somebody_must_look_at_is_an_alert(capsys: pytest.CaptureFixture[str]) -> None:
    log.alert("community_paused", group_id=1)
    assert json.loads(capsys.readouterr().out)["severity"] == "ALERT"
