"""The main job without a screen: a sheet of houses becomes house chats, with a progress bar, a summary, an exit
status.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from lib.communities.breaks import load_community
from lib.communities.community import Community, CommunityState
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from lib.houses.house import House, HouseState, house_id, house_path
from lib.houses.sheet_check import CheckedSheet
from lib.houses.sheet_errors import SheetError
from lib.municipalities.registry import ensure_municipality
from lib.organizations.registry import ensure_organizations
from lib.provisioning.accept import check_upload, keep_good_rows
from lib.provisioning.imports import start_import
from lib.provisioning.progress import count_open_chunks, count_progress
from lib.provisioning.retry import retry_failed
from local.addresses import Addresses
from local.cloud import COMMUNITIES, LocalCloud
from local.lifecycle import is_up, running
from local.summary import Summary, tell_check, tell_summary
from local.vk_people import VkPeople

REGION = "Местная область"
_LOOK_EVERY_S = 0.5


def provision_from_command_line(cloud: LocalCloud, sheet: Path, municipality: str, summary_file: str) -> int:
    """Does the job in the cloud that is up, else in one of its own.

    Returns the exit status: 0 every row has its live chat, 1 a house failed or a row was left out, 2 the sheet cannot
    be used, 130 interrupted.
    """
    try:
        content = sheet.read_bytes()
    except OSError as error:
        print(f"{sheet}: {error.strerror}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _a_cloud(cloud):
            run = Run(cloud, municipality or sheet.stem, REGION, COMMUNITIES[0].group_id)
            summary = run.provision(content, sheet.name)
    except SheetError as error:
        print(error.text, file=sys.stderr)
        return 2
    except (VkError, VkOutcomeUnknown) as error:
        print(f"VK could not be asked about the people of the sheet: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. In a cloud that is up the work goes on; the same command shows how far it has come.")
        return 130
    if summary_file:
        Path(summary_file).write_text(json.dumps(asdict(summary), indent=1) + "\n", encoding="utf-8")
    return 0 if summary.is_complete else 1


@contextmanager
def _a_cloud(cloud: LocalCloud) -> Iterator[None]:
    if is_up(cloud):
        yield
        return
    over = threading.Event()
    with running(cloud) as processes:
        watcher = threading.Thread(target=processes.watch, args=[over.is_set], daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()


class Run:
    """A run of the main job for one municipality."""

    def __init__(self, cloud: LocalCloud, municipality: str, region: str, group_id: int) -> None:
        self._outside = cloud.outside()
        self._vk = VkPeople(Addresses.url(cloud.addresses.vk))
        self.municipality = ensure_municipality(municipality, region, group_id, "", store=self._outside.store)
        self._console = Console(highlight=False)

    def provision(self, content: bytes, filename: str) -> Summary:
        """Brings every good row of the sheet to a live chat, or to a failure with its reason.

        Raises:
            SheetError: the sheet as a whole cannot be used.
            VkError, VkOutcomeUnknown: VK could not be asked about the people of the sheet.
        """
        begun, requests_before = time.monotonic(), int(self._vk.requests()["requests"])
        checked = check_upload(content, self.municipality, self._outside)
        tell_check(checked, filename, self._console)
        here_before = {repeat.key for repeat in checked.repeats if repeat.of_house}
        retry_failed(self.municipality.id, self._outside, [house_id(key) for key in here_before])
        import_id = self._start(checked, filename)
        keys = here_before | {row.address.key for row in checked.good if row.address}
        self._watch(len(keys), import_id, requests_before)
        houses = self._houses(keys)
        summary = self._summary(checked, houses, requests_before, begun)
        tell_summary(summary, [house for house in houses if house.state is HouseState.FAILED], self._console)
        return summary

    def _start(self, checked: CheckedSheet, filename: str) -> str:
        if not checked.good:
            self._console.print("Nothing new to create.")
            return ""
        companies = {row.company for row in checked.good}
        ensure_organizations(companies, self.municipality.id, self._outside.clock.now(), store=self._outside.store)
        new = keep_good_rows(checked, self.municipality, filename, self._outside)
        start_import(new, self._outside)
        return new.id

    def _watch(self, houses: int, import_id: str, requests_before: int) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
        )
        with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=self._console) as progress:
            task = progress.add_task("chats", total=houses, pace="")
            while True:
                waiting = self._waiting(import_id)
                counted = self._vk.requests()
                requests = int(counted["requests"]) - requests_before
                pace = f"{requests} requests, at most {counted['most_in_a_second']}/s {self._break()}"
                progress.update(task, completed=max(houses - waiting, 0), pace=pace)
                if not waiting or self._community().state is CommunityState.STOPPED:
                    return
                time.sleep(_LOOK_EVERY_S)

    def _waiting(self, import_id: str) -> int:
        """Houses of the municipality that are not at their end; rows that are not planned yet count as a house at
        least.
        """
        store = self._outside.store
        unplanned = count_open_chunks(self.municipality.id, import_id, store=store) if import_id else 0
        return unplanned + count_progress(self.municipality.id, store=store).waiting

    def _community(self) -> Community:
        return load_community(self.municipality.group_id, store=self._outside.store)

    def _break(self) -> str:
        community = self._community()
        if community.state is CommunityState.STOPPED:
            return f"(stopped: VK refused the token, code {community.stopped_by_code})"
        now = self._outside.clock.now()
        if community.paused_until is not None and community.is_paused(now):
            left = (community.paused_until - now).total_seconds()
            return f"(VK asked for a break, code {community.paused_by_code}: {left:.0f} s)"
        return ""

    def _houses(self, keys: set[str]) -> list[House]:
        paths = [house_path(self.municipality.id, house_id(key)) for key in keys]
        return [stored.record for stored in self._outside.store.get_many(paths, House).values()]

    def _summary(self, checked: CheckedSheet, houses: list[House], requests_before: int, begun: float) -> Summary:
        counted = self._vk.requests()
        requests = int(counted["requests"]) - requests_before
        return Summary(
            houses=len(houses),
            live=sum(house.state is HouseState.LIVE for house in houses),
            failed=sum(house.state is HouseState.FAILED for house in houses),
            repeats=len(checked.repeats),
            bad_rows=len(checked.bad),
            requests=requests,
            requests_per_house=round(requests / max(len(checked.good), 1), 4),
            seconds=round(time.monotonic() - begun, 2),
            most_requests_in_a_second=int(counted["most_in_a_second"]),
        )
