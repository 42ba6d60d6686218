"""Complaints go to an organisation's own system and their states come back, whatever breaks in between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lib.complaints.complaint import ComplaintState
from lib.complaints.dealing import say_solved
from lib.events.consents import Consent, consent_path
from lib.gateways.firestore.store import Put, StaleRecord, Store
from lib.gateways.open311.client import GeoReportClient
from lib.open311.connecting import disconnect_server
from lib.open311.delivery import GIVE_UP_AFTER, LOOK_AFTER, READ_EVERY, SILENT_AFTER, Handing
from lib.open311.exchange import Exchanging, exchange
from tests.georeport_server import KEY
from tests.lib.open311.stage import AUTHOR, EMPLOYEE, GROUP, TOWN, WORDS, Stage


@pytest.fixture(params=[True, False], ids=["json", "xml"])
def spoken(request: pytest.FixtureRequest, stage: Stage) -> Stage:
    """A stage whose system speaks one of the formats; XML is all that the specification asks for."""
    stage.server.speaks_json = request.param
    stage.connect()
    return stage


def test_a_complaint_goes_there_and_its_state_comes_back_to_the_resident(spoken: Stage) -> None:
    complaint = spoken.complain()
    assert complaint.state is ComplaintState.SENT, "nobody of the company is in the app, but its system is there"
    spoken.run()
    request = spoken.server.one()
    assert request.form["service_code"] == "001"
    assert request.form["jurisdiction_id"] == "city.gov"
    assert WORDS in request.form["description"]
    assert "Ленина" in request.form["address_string"]
    assert spoken.now(complaint).outside_number == request.id
    assert any(f"Зарегистрирована под № {request.id}" in each for each in spoken.told())
    request.notes = "Мастер будет завтра"
    spoken.run(minutes=11)
    spoken.run(minutes=11)
    assert sum("Мастер будет завтра" in each for each in spoken.told()) == 1
    assert spoken.now(complaint).state is ComplaintState.SENT
    spoken.server.close("Лифт пущен")
    spoken.run(minutes=11)
    assert spoken.now(complaint).state is ComplaintState.ANSWERED
    assert "Лифт пущен" in spoken.told()[-1]
    assert "Проблема решена?" in spoken.told()[-1]
    assert spoken.delivery.state is Handing.CLOSED
    asked = len(spoken.server.asked)
    spoken.run(hours=5)
    assert len(spoken.server.asked) == asked, "what is closed there is not asked for again"


def test_the_other_system_learns_nothing_of_who_complains(stage: Stage) -> None:
    stage.complain()
    stage.run()
    sent = repr(stage.server.one().form)
    assert str(AUTHOR) not in sent, "nor by the photos, whose names hold the number of their owner"
    assert "photo" not in sent
    assert set(stage.server.one().form) == {
        "api_key",
        "jurisdiction_id",
        "service_code",
        "address_string",
        "address_id",
        "description",
    }


def test_a_server_that_is_down_for_an_hour_loses_nothing_and_gets_nothing_twice(stage: Stage) -> None:
    stage.server.down = True
    complaints = [stage.complain(f"Лифт стоит, жалоба {number}") for number in range(5)]
    for _ in range(60):
        stage.run(minutes=1)
    assert stage.server.requests == []
    assert len(stage.server.asked) < 60, "it is asked less and less often"
    stage.server.down = False
    for _ in range(40):
        stage.run(minutes=1)
    said = sorted(each.form["description"].partition("\n")[0] for each in stage.server.requests)
    assert said == [f"Лифт стоит, жалоба {number}" for number in range(5)]
    assert all(stage.now(each).outside_number for each in complaints)


def test_a_request_whose_answer_was_lost_is_found_and_not_sent_again(stage: Stage) -> None:
    stage.server.loses_answers = 1
    complaint = stage.complain()
    stage.run()
    assert stage.delivery.asked_at is not None
    stage.run(minutes=5)
    assert stage.now(complaint).outside_number == stage.server.one().id
    assert sum("Зарегистрирована" in each for each in stage.told()) == 1


class _Killed(BaseException):
    """The process ended."""


def test_killed_between_the_request_and_its_record_it_is_one_request(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint = stage.complain()
    create = GeoReportClient.create

    def killed(*given: object) -> None:
        create(*given)  # type: ignore[arg-type]
        raise _Killed

    with monkeypatch.context() as patched:
        patched.setattr(GeoReportClient, "create", killed)
        with pytest.raises(_Killed):
            stage.run()
    assert stage.run() == {"due": 0, "read": 0}, "whoever was killed still holds it"
    stage.run(minutes=4)
    assert stage.now(complaint).outside_number == stage.server.one().id


def test_killed_before_the_request_left_it_is_sent(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.complain()

    def killed(*_: object) -> None:
        raise _Killed

    with monkeypatch.context() as patched:
        patched.setattr(GeoReportClient, "create", killed)
        with pytest.raises(_Killed):
            stage.run()
    stage.run(minutes=4)
    stage.server.one()


def test_a_server_that_lets_nobody_look_gets_it_again_rather_than_not_at_all(stage: Stage) -> None:
    stage.server.loses_answers, stage.server.refuses_to_list = 1, True
    stage.complain()
    stage.run()
    stage.run(minutes=5)
    assert len(stage.server.requests) == 2
    assert stage.delivery.state is Handing.HANDED


def test_two_runs_at_once_send_one_request(stage: Stage) -> None:
    stage.complain()
    outside, commit = Exchanging(stage.desk, stage.client), Store.commit

    def meanwhile(store: Store, writes: object) -> object:
        Store.commit = commit  # type: ignore[method-assign]
        exchange(outside)
        return commit(store, writes)  # type: ignore[arg-type]

    Store.commit = meanwhile  # type: ignore[method-assign,assignment]
    try:
        exchange(outside)
    finally:
        Store.commit = commit  # type: ignore[method-assign]
    stage.server.one()


def test_a_server_that_gives_a_token_is_asked_for_the_number_later(stage: Stage) -> None:
    stage.server.gives_tokens = True
    complaint = stage.complain()
    stage.run()
    assert stage.now(complaint).outside_number == ""
    stage.run(minutes=11)
    stage.server.gives_tokens = False
    stage.run(minutes=11)
    assert stage.now(complaint).outside_number == stage.server.one().id


def test_states_are_read_several_at_once_and_one_by_one_where_the_server_knows_no_lists(stage: Stage) -> None:
    complaints = [stage.complain(f"жалоба {number}") for number in range(3)]
    stage.run()
    stage.server.asked.clear()
    stage.run(minutes=11)
    assert stage.server.asked == [("GET", "/v2/requests.json")]
    stage.server.knows_no_lists = True
    for each in stage.server.requests:
        each.status = "closed"
    stage.run(minutes=11)
    assert {stage.now(each).state for each in complaints} == {ComplaintState.ANSWERED}


@pytest.mark.parametrize("status", [400, 403, 404])
def test_what_is_refused_is_tried_again_and_after_four_days_employees_find_somebody(stage: Stage, status: int) -> None:
    stage.store.commit([Put(consent_path(GROUP, EMPLOYEE), Consent(GROUP, EMPLOYEE, True, stage.clock.now()))])
    stage.server.refuses = status
    complaint = stage.complain()
    stage.run()
    assert stage.delivery.failure == f"ServerRefused HTTP {status}"
    assert stage.delivery.asked_at is None, "a refused request surely is not there"
    stage.run(days=GIVE_UP_AFTER.days)
    assert stage.delivery.state is Handing.FAILED
    assert stage.now(complaint).state is ComplaintState.RETURNED
    assert "система организации не принимает" in stage.told(EMPLOYEE)[-1]
    assert WORDS not in stage.told(EMPLOYEE)[-1]


def test_somebody_has_to_look_once_when_a_server_is_silent_for_hours(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.server.down = True
    stage.complain()
    for _ in range(10):
        stage.run(hours=1)
    assert capsys.readouterr().out.count("open311_silent") == 1
    assert timedelta(hours=1) < SILENT_AFTER


def test_what_the_organisation_answered_itself_does_not_go_out_any_more(stage: Stage) -> None:
    stage.server.down = True
    complaint = stage.complain()
    stage.run()
    from msgspec.structs import replace

    from lib.complaints.complaint import complaint_path, consistent

    closed = consistent(replace(stage.now(complaint), state=ComplaintState.SOLVED))
    stage.store.commit([Put(complaint_path(TOWN, complaint.id), closed)])
    stage.server.down = False
    stage.run(hours=1)
    assert stage.server.requests == []
    assert stage.delivery.state is Handing.DROPPED


def test_what_is_not_solved_goes_there_as_a_new_request(stage: Stage) -> None:
    complaint = stage.complain()
    stage.run()
    stage.server.close("Сделано")
    stage.run(minutes=11)
    say_solved(TOWN, complaint.id, AUTHOR, is_solved=False, desk=stage.desk)
    stage.run()
    assert len(stage.server.requests) == 2
    assert stage.now(complaint).outside_number == "1001"


def test_a_system_that_is_disconnected_leaves_nobody_waiting(stage: Stage) -> None:
    stage.server.down = True
    complaint = stage.complain()
    stage.run()
    disconnect_server(stage.company.id, stage.doing(), store=stage.store)
    stage.run(hours=1)
    assert stage.now(complaint).state is ComplaintState.RETURNED
    assert stage.complain("другая").state is ComplaintState.RETURNED, "there is nobody else"
    assert len(stage.deliveries) == 1


def test_a_wrong_key_is_mended_and_everything_goes_out(stage: Stage) -> None:
    stage.connect(api_key="wrong")
    stage.complain()
    stage.run()
    assert stage.delivery.failure == "ServerRefused HTTP 403"
    stage.connect(api_key=KEY)
    stage.run(minutes=2)
    stage.server.one()


def test_an_unreachable_status_is_asked_for_again(stage: Stage) -> None:
    complaint = stage.complain()
    stage.run()
    stage.server.down = True
    stage.run(minutes=11)
    assert stage.delivery.tries == 1
    stage.server.down = False
    stage.server.close("Готово")
    stage.run(hours=1)
    assert stage.now(complaint).state is ComplaintState.ANSWERED
    assert LOOK_AFTER < READ_EVERY
    assert issubclass(StaleRecord, Exception)
