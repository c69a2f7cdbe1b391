"""The shipped survey, for every test of this package that needs one."""

from datetime import UTC, datetime

import pytest

from skills_gap.models import Survey
from skills_gap.services.surveys import load_survey

AT = datetime(2026, 5, 14, 9, tzinfo=UTC)


@pytest.fixture
def survey(db):
    load_survey(at=AT)
    return Survey.objects.get(status=Survey.Status.PUBLISHED)
