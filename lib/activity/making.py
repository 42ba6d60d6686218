"""Gathering what stands in the monthly report."""

from __future__ import annotations

from datetime import datetime

from lib.activity.figures import load_best_and_worst, load_figures
from lib.activity.periods import Period
from lib.activity.report import Report, report_pdf
from lib.activity.work import count_work
from lib.gateways.firestore.store import Store
from lib.houses.listing import HouseFilter, count_houses
from lib.municipalities.municipality import Municipality, municipality_path


def make_report(municipality: Municipality, period: Period, now: datetime, *, store: Store) -> bytes:
    """The report of a period as a PDF."""
    scope = municipality_path(municipality.id)
    return report_pdf(
        Report(
            municipality,
            load_figures(scope, period, store=store),
            count_work(municipality.id, period, store=store),
            load_best_and_worst(scope, period, store=store),
            sum(count_houses(municipality.id, HouseFilter(), store=store).values()),
            now,
        )
    )
