"""What is done with messages that were sent: corrected, withdrawn, acknowledged; regular ones; those of a region."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from msgspec.structs import replace

from lib.broadcasts import deliveries
from lib.broadcasts.acknowledging import ACKNOWLEDGE, LABEL, acknowledge
from lib.broadcasts.batch import Does, broadcasts_path
from lib.broadcasts.broadcast import UNDO_WINDOW, AttachedFile, Broadcast, BroadcastState, Content
from lib.broadcasts.deliveries import count_acknowledgements, list_deliveries
from lib.broadcasts.delivery import Delivery
from lib.broadcasts.message_text import Author, BroadcastKind
from lib.broadcasts.recurrence import Frequency, Recurrence
from lib.broadcasts.regions import other_municipalities
from lib.broadcasts.schedules import (
    begin_occurrence,
    change_schedule,
    create_schedule,
    delete_schedule,
    set_missing_jobs,
)
from lib.broadcasts.sending import (
    BroadcastInvalid,
    cancel_broadcast,
    draft_broadcast,
    edit_broadcast,
    retry_failed,
    send_broadcast,
    withdraw_broadcast,
)
from lib.broadcasts.sweep import OVERDUE_AFTER, sweep_broadcasts
from lib.config import Config
from lib.errors import DomainError
from lib.gateways.firestore.store import Create, Put
from lib.gateways.scheduler.jobs import JobScheduler
from lib.gateways.vk.uploads import upload_photo
from lib.houses.house import House, house_path
from lib.municipalities.registry import ensure_municipality
from lib.people.member import Officer, officer_path
from lib.people.rights import load_workplace
from lib.questions.settings import QuestionSettings, settings_path
from local.cloud_names import LOCATION, PROJECT
from local.scheduler.testing import RunningScheduler, running_scheduler
from tests.lib.broadcasts.conftest import ALL, EMPLOYEE, Stage
from tests.lib.broadcasts.test_broadcasts import PERSONAL, PICTURE, WATER

OFFICER = 777


def test_a_corrected_text_stands_in_every_chat_and_nobody_gets_a_second_message(stage: Stage) -> None:
    stage.add_houses(60)
    stage.close(stage.houses[3])
    sent = stage.send(Content(PERSONAL, asks_acknowledgement=True))
    stage.play()
    edit_broadcast(sent.id, "Воду дадут завтра. {адрес}", stage.rights(), stage.doing(), stage.outside)
    stage.play()
    assert stage.got("Воду дадут завтра.") == {1: 59, 0: 1}
    assert stage.got(WATER) == {0: 60}
    assert stage.progress(sent, Does.EDIT).done == 59
    chat = next(house for house in stage.houses if house.id != stage.houses[3].id)
    message = stage.last_message(chat)
    assert message["keyboard"]["buttons"], "an edit takes away what is not sent again"


def test_a_text_that_cannot_be_sent_cannot_replace_one_that_was(stage: Stage) -> None:
    stage.add_houses(2)
    sent = stage.send()
    stage.play()
    with pytest.raises(BroadcastInvalid):
        edit_broadcast(sent.id, "Воду дадут [[когда]]", stage.rights(), stage.doing(), stage.outside)
    assert stage.got(WATER) == {1: 2}


def test_what_was_withdrawn_is_gone_from_every_chat(stage: Stage) -> None:
    stage.add_houses(60)
    sent = stage.send()
    stage.play()
    withdraw_broadcast(sent.id, stage.rights(), stage.doing(), stage.outside)
    stage.play()
    assert stage.got(WATER) == {0: 60}
    progress = stage.progress(sent, Does.WITHDRAW)
    assert (progress.done, progress.houses) == (60, 60)
    with pytest.raises(DomainError, match="broadcast_state"):
        retry_failed(sent.id, stage.rights(), stage.doing(), stage.outside)


def test_withdrawing_while_it_is_being_sent_leaves_it_in_no_chat(stage: Stage) -> None:
    stage.add_houses(250)
    sent = stage.send()
    stage.play_until(stage.clock.now() + UNDO_WINDOW - timedelta(seconds=1))
    stage.play_one()
    withdraw_broadcast(sent.id, stage.rights(), stage.doing(), stage.outside)
    stage.play()
    assert stage.got(WATER) == {0: 250}
    progress = stage.progress(sent)
    assert (progress.done, progress.cancelled, progress.houses) == (100, 150, 250)


def test_after_a_day_nothing_can_be_corrected_or_withdrawn(stage: Stage) -> None:
    stage.add_houses(2)
    sent = stage.send()
    stage.play()
    stage.clock.move(hours=25)
    with pytest.raises(DomainError, match="broadcast_too_old_to_change"):
        edit_broadcast(sent.id, "Иначе", stage.rights(), stage.doing(), stage.outside)
    with pytest.raises(DomainError, match="broadcast_too_old_to_change"):
        withdraw_broadcast(sent.id, stage.rights(), stage.doing(), stage.outside)


def test_a_message_shows_who_speaks_in_bold_with_its_kind_and_its_picture(stage: Stage) -> None:
    (house,) = stage.add_houses(1)
    name = upload_photo(stage.outside.vk.of(stage.group_id), "схема.png", PICTURE)
    author = Author("ООО «Уют»", "Иван Петров", "главный инженер")
    stage.send(Content(WATER, BroadcastKind.EMERGENCY, author, (AttachedFile("a", name, "схема.png"),)))
    stage.play()
    message = stage.last_message(house)
    assert message["text"] == f"🚨 Авария\nООО «Уют»\nИван Петров, главный инженер\n\n{WATER}"
    assert message["format_data"]["items"] == [{"type": "bold", "offset": 0, "length": len("🚨 Авария\nООО «Уют»") + 1}]
    assert [each["type"] for each in message["attachments"]] == ["photo"]


def test_everybody_acknowledges_once_and_only_in_a_chat_that_got_it(stage: Stage) -> None:
    first, second = stage.add_houses(2)
    sent = stage.send(Content(WATER, asks_acknowledgement=True))
    stage.play()
    store, now = stage.outside.store, stage.clock.now()
    message = stage.last_message(first)
    action = message["keyboard"]["buttons"][0][0]["action"]
    assert action["label"] == LABEL
    assert json.loads(action["payload"]) == {"do": ACKNOWLEDGE, "broadcast": sent.id}
    for _ in range(2):
        acknowledge(stage.group_id, first.chat_id, 1, sent.id, now, store=store)
    acknowledge(stage.group_id, first.chat_id, 2, sent.id, now, store=store)
    acknowledge(stage.group_id, second.chat_id, 1, sent.id, now, store=store)
    acknowledge(stage.group_id, 999, 3, sent.id, now, store=store)
    acknowledge(stage.group_id, first.chat_id, 3, "another", now, store=store)
    acknowledge(stage.group_id, first.chat_id, 3, "../x", now, store=store)
    assert count_acknowledgements(sent, store=store) == 3
    assert count_acknowledgements(sent, first.id, store=store) == 2


def test_the_report_tells_who_read_it_house_by_house_at_the_municipalitys_own_time(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "_ACKNOWLEDGEMENTS_AT_ONCE", 2)
    store = stage.outside.store
    store.commit([Put(settings_path(stage.municipality.id), QuestionSettings(time_zone="Asia/Vladivostok"))])
    first, second = stage.add_houses(2)
    sent = stage.send(Content(WATER, asks_acknowledgement=True))
    stage.play()
    for vk_id in range(1, 6):
        acknowledge(stage.group_id, first.chat_id, vk_id, sent.id, stage.clock.now(), store=store)
    book = openpyxl.load_workbook(io.BytesIO(deliveries.report_xlsx(sent, store=store)))
    header, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert header == ("Адрес", "Состояние", "Когда", "Причина", "Что делать", "Ознакомились, человек")
    assert {row[0]: row[5] for row in rows} == {first.address: "5", second.address: "0"}
    (there,) = {row[2] for row in rows}
    there_at = datetime.strptime(str(there), "%d.%m.%Y %H:%M:%S").replace(tzinfo=ZoneInfo("Asia/Vladivostok"))
    assert abs(there_at - stage.clock.now()) < timedelta(minutes=1)


def test_the_sweep_moves_what_lost_its_task_and_writes_down_what_is_done(stage: Stage) -> None:
    stage.add_houses(120)
    sent = stage.send(Content(WATER, pin_minutes=30))
    stage.queue.tasks.clear()
    assert sweep_broadcasts(stage.outside) == 0
    stage.clock.move(seconds=OVERDUE_AFTER.total_seconds() + 1)
    assert sweep_broadcasts(stage.outside) == 1
    stage.play_one()
    stage.queue.tasks.clear()
    stage.clock.move(seconds=OVERDUE_AFTER.total_seconds() + 1)
    assert sweep_broadcasts(stage.outside) == 2
    while stage.progress(sent, Does.PIN).done < 120:
        stage.play_one()
    assert stage.got(WATER) == {1: 120}
    stage.queue.tasks.clear()
    sweep_broadcasts(stage.outside)
    assert stage.broadcast(sent).state is BroadcastState.DONE
    assert stage.progress(sent, Does.UNPIN).waiting == 120, "the pins have not ended"
    stage.clock.move(hours=1)
    assert sweep_broadcasts(stage.outside) > 0
    stage.play()
    assert stage.progress(sent, Does.UNPIN).done == 120, "pins whose tasks were lost end too"


def test_a_batch_at_the_end_of_a_long_queue_is_not_stuck_while_others_end(stage: Stage) -> None:
    stage.add_houses(120)
    sent = stage.send(Content(WATER))
    stage.clock.move(seconds=UNDO_WINDOW.total_seconds())
    stage.play_one()
    stage.clock.move(seconds=OVERDUE_AFTER.total_seconds() + 1)
    stage.play_one()
    assert stage.progress(sent, Does.SEND).done in {20, 100}
    assert sweep_broadcasts(stage.outside) == 0
    stage.clock.move(seconds=stage.outside.timing.lease.total_seconds() + 1)
    assert sweep_broadcasts(stage.outside) == 1, "nothing moves any more"


def test_the_houses_are_listed_page_by_page_by_what_became_of_them(stage: Stage) -> None:
    stage.add_houses(130)
    stage.close(*stage.houses[:7])
    sent = stage.send()
    stage.play()
    shown: list[str] = []
    after: str | None = ""
    while after is not None:
        page = list_deliveries(sent, Does.SEND, None, after, 40, store=stage.outside.store)
        shown += [house.house_id for house in page.items]
        after = page.after
    assert sorted(shown) == sorted(house.id for house in stage.houses)
    failed = list_deliveries(sent, Does.SEND, Delivery.FAILED, "", 50, store=stage.outside.store)
    assert {house.house_id for house in failed.items} == {house.id for house in stage.houses[:7]}


MONTHLY = Recurrence(Frequency.MONTHLY, 9, 30, "Asia/Yekaterinburg", day=20)


@pytest.mark.parametrize(
    ("recurrence", "cron", "latest", "following"),
    [
        (MONTHLY, "30 9 20 * *", datetime(2026, 11, 20, 4, 30, tzinfo=UTC), datetime(2026, 12, 20, 4, 30, tzinfo=UTC)),
        (
            Recurrence(Frequency.DAILY, 0, 5, "UTC"),
            "5 0 * * *",
            datetime(2026, 11, 23, 0, 5, tzinfo=UTC),
            datetime(2026, 11, 24, 0, 5, tzinfo=UTC),
        ),
        (
            Recurrence(Frequency.WEEKLY, 12, 0, "UTC", weekday=7),
            "0 12 * * 0",
            datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
            datetime(2026, 11, 29, 12, 0, tzinfo=UTC),
        ),
    ],
)
def test_a_recurrence_knows_its_last_and_its_next_moment(
    recurrence: Recurrence, cron: str, latest: datetime, following: datetime
) -> None:
    now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert (recurrence.cron, recurrence.latest(now), recurrence.following(now)) == (cron, latest, following)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningScheduler]:
    with running_scheduler([], tmp_path_factory.mktemp("scheduler")) as running:
        yield running


@pytest.fixture
def regular(stage: Stage, scheduler: RunningScheduler) -> Stage:
    config = Config(
        PROJECT,
        LOCATION,
        stage.vk.url,
        {},
        provision_url="",
        tasks_caller="tasks@example",
        broadcast_url="http://worker",
        cloud_scheduler_emulator_host=scheduler.address,
    )
    stage.outside = replace(stage.outside, scheduler=JobScheduler(config))
    return stage


def test_a_regular_broadcast_has_a_job_that_follows_it_and_goes_with_it(
    regular: Stage, scheduler: RunningScheduler
) -> None:
    stage, client = regular, scheduler.client()
    made = create_schedule(
        Content(WATER), ALL, MONTHLY, stage.municipality, stage.rights(), stage.doing(), stage.outside
    )
    path = scheduler.job_path(made.job_name)
    job = client.get_job(request={"name": path})
    assert (job.schedule, job.time_zone) == ("30 9 20 * *", "Asia/Yekaterinburg")
    assert job.http_target.uri == "http://worker/occurrences"
    daily = Recurrence(Frequency.DAILY, 8, 0, "UTC")
    change_schedule(made.id, Content("Иначе"), ALL, daily, stage.rights(), stage.doing(), stage.outside)
    assert client.get_job(request={"name": path}).schedule == "0 8 * * *"
    change_schedule(
        made.id, Content("Иначе"), ALL, daily, stage.rights(), stage.doing(), stage.outside, is_active=False
    )
    assert path not in [job.name for job in client.list_jobs(request={"parent": path.rpartition("/jobs/")[0]})]
    delete_schedule(made.id, stage.rights(), stage.doing(), stage.outside)
    assert stage.outside.store.query(f"municipalities/{stage.municipality.id}/broadcast_schedules", Broadcast) == []


def test_a_job_that_was_never_made_since_the_process_died_is_made_by_the_sweep(
    regular: Stage, scheduler: RunningScheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = regular

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(JobScheduler, "put", die)
        with pytest.raises(KeyboardInterrupt):
            create_schedule(
                Content(WATER), ALL, MONTHLY, stage.municipality, stage.rights(), stage.doing(), stage.outside
            )
    assert set_missing_jobs(stage.outside) == 1
    assert set_missing_jobs(stage.outside) == 0
    names = [job.name for job in scheduler.client().list_jobs(request={"parent": scheduler.job_path("x")[:-7]})]
    assert any(stage.municipality.id in name for name in names)


def test_an_occurrence_that_comes_twice_is_one_broadcast_within_the_rights_of_today(regular: Stage) -> None:
    stage = regular
    stage.add_houses(3)
    made = create_schedule(
        Content(WATER), ALL, MONTHLY, stage.municipality, stage.rights(), stage.doing(), stage.outside
    )
    stage.clock.time = datetime(2026, 12, 20, 4, 30, 2, tzinfo=UTC)
    begin_occurrence(stage.municipality.id, made.id, stage.outside)
    stage.clock.move(minutes=3)
    begin_occurrence(stage.municipality.id, made.id, stage.outside)
    stage.play()
    found = stage.outside.store.query(broadcasts_path(stage.municipality.id), Broadcast)
    assert [each.record.schedule_id for each in found] == [made.id]
    assert stage.got(WATER) == {1: 3}


def _neighbour(stage: Stage, houses: int) -> tuple[str, list[House]]:
    """A second municipality of the region, in the same community, and an officer of both."""
    store = stage.outside.store
    other = ensure_municipality("Второй", "Область", stage.group_id, "", store=store)
    store.commit([Put(officer_path("Область", OFFICER), Officer(OFFICER, "Область", "Ольга", ""))])
    moved = stage.add_houses(houses)
    for house in moved:
        store.commit([Create(house_path(other.id, house.id), house)])
    return other.id, moved


def _regional(stage: Stage, other: str) -> Broadcast:
    store = stage.outside.store
    place = load_workplace(stage.municipality.id, OFFICER, store=store)
    assert place is not None
    ids = other_municipalities("Область", stage.municipality.id, None, OFFICER, store=store)
    assert ids == (other,)
    drafted = draft_broadcast(
        Content("Всей области"), ALL, stage.municipality, place.rights, stage.doing(), store=store, municipality_ids=ids
    )
    return send_broadcast(drafted.id, None, place.rights, stage.doing(), stage.outside)


def test_a_region_officer_reaches_every_municipality_with_one_click_and_takes_all_back_with_one(stage: Stage) -> None:
    other, _ = _neighbour(stage, 4)
    sent = _regional(stage, other)
    stage.play()
    counted = stage.outside.store.query(broadcasts_path(other), Broadcast)
    assert [each.record.leading_municipality_id for each in counted] == [stage.municipality.id]
    assert sum(stage.got("Всей области").values()) == 4
    assert stage.got("Всей области")[0] == 0
    again = _regional(stage, other)
    stage.play_until(stage.clock.now() + timedelta(seconds=10))
    before = stage.got("Всей области")
    place = load_workplace(stage.municipality.id, OFFICER, store=stage.outside.store)
    assert place is not None
    cancel_broadcast(again.id, place.rights, stage.doing(), stage.outside)
    stage.play()
    assert stage.got("Всей области") == before
    assert sent.id != again.id


def test_taking_back_reaches_municipalities_of_which_nobody_told_the_leading_one(stage: Stage) -> None:
    """The leading record alone decides, whatever the others say."""
    other, moved = _neighbour(stage, 3)
    sent = _regional(stage, other)
    stage.play_until(stage.clock.now() + timedelta(seconds=10))
    from lib.gateways.firestore.store import Update

    stage.outside.store.commit([Update(sent.path, {"state": BroadcastState.CANCELLED})])
    stage.play()
    assert all("Всей области" not in " ".join(stage.messages(house)) for house in moved)


def test_nobody_but_an_officer_sends_to_other_municipalities(stage: Stage) -> None:
    other, _ = _neighbour(stage, 1)
    with pytest.raises(DomainError, match="municipality_unknown"):
        other_municipalities("Область", stage.municipality.id, [other], EMPLOYEE, store=stage.outside.store)
    with pytest.raises(DomainError, match="municipality_unknown"):
        other_municipalities("Область", stage.municipality.id, ["far"], OFFICER, store=stage.outside.store)
