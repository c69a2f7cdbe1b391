"""Dates stand within sentences: no capital where the language has none."""

from datetime import UTC, datetime

import pytest
from django.template.defaultfilters import date
from django.utils import translation

MOMENT = datetime(2026, 11, 29, 9, 5, tzinfo=UTC)
WRITTEN = {
    "en": ("29 November 2026", "29 November 2026, 09:05", "Sunday", "November 2026"),
    "sv": ("29 november 2026", "29 november 2026 09:05", "söndag", "november 2026"),
    "it": ("29 novembre 2026", "29 novembre 2026, 09:05", "domenica", "novembre 2026"),
    "hr": ("29. studenoga 2026.", "29. studenoga 2026. 09:05", "nedjelja", "studeni 2026."),
}


@pytest.mark.parametrize("language", WRITTEN)
def test_dates_are_written_as_people_write_them(language):
    with translation.override(language):
        shown = tuple(
            date(MOMENT, form)
            for form in ("DATE_FORMAT", "DATETIME_FORMAT", "l", "YEAR_MONTH_FORMAT")
        )
    assert shown == WRITTEN[language]
