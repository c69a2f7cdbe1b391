"""Trainers write practices in Wagtail; officers' drafts wait for them there."""

import pytest
from django.template import engines
from django.urls import reverse

from courses.services.roles import set_up_trainers
from tests.factories.accounts import NOW
from tests.factories.ecosystem import OfficerRoleFactory, TrainerFactory
from tests.factories.practices import add_practice, set_up_library
from uprest.pages.services import set_up_site
from uprest.practices.models import PracticeIndexPage, PracticePage
from uprest.practices.services.library import publish_practice
from uprest.practices.services.library import set_up_library as set_up

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture(autouse=True)
def _lenient(settings, monkeypatch):
    settings.ZEAL_RAISE = False
    # Wagtail's own templates are not ours to mend
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


def test_a_trainer_opens_the_editor_of_a_practice_and_an_officer_does_not(client):
    set_up_library()
    set_up_trainers()
    set_up()
    page = add_practice()
    address = reverse("wagtailadmin_pages:edit", args=(page.pk,))
    client.force_login(TrainerFactory())
    assert client.get(address).status_code == 200
    add = reverse("wagtailadmin_pages:add_subpage", args=(page.get_parent().pk,))
    assert client.get(add, follow=True).status_code == 200
    client.force_login(OfficerRoleFactory().user)
    assert client.get(address).status_code == 302


def test_a_data_file_is_published_once_in_every_language_and_again_where_it_changed():
    set_up_site(at=NOW)
    names = ("title", "summary", "problem", "solution", "place", "effect")
    texts = {name: {code: f"{name} {code}" for code in ("en", "sv")} for name in names}
    given = {
        "slug": "bikes",
        "texts": texts,
        "facts": {
            "kind": "tool", "country": "FI", "cost_band": "low", "effort_band": "days",
            "weeks_to_start": 4,
        },
        "skills": {"open-data": 3},
        "sectors": ("food",),
    }  # fmt: skip
    for _ in range(2):
        publish_practice(**given)
    pages = PracticePage.objects.live().order_by("pk")
    assert [page.title for page in pages] == ["title en", "title sv"]
    assert len({page.translation_key for page in pages}) == 1
    assert [row.skill.code for row in pages[1].needed_skills.all()] == ["open-data"]
    revisions = [page.revisions.count() for page in pages]
    texts["title"]["sv"] = "ny titel"
    publish_practice(**given)
    assert [page.revisions.count() for page in pages] == [revisions[0], revisions[1] + 1]
    assert PracticePage.objects.get(locale__language_code="sv").title == "ny titel"
    assert PracticeIndexPage.objects.count() == 4
