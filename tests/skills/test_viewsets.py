"""The vocabulary in Wagtail: who may, all languages, and what an occupation needs."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests.factories.ecosystem import PersonFactory, TrainerFactory
from uprest.skills.models import Occupation, Requirement, Skill
from uprest.skills.services import load_vocabulary

# Wagtail's own templates ask for variables that are not there.
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
MODELS = ("framework", "area", "skill", "occupation")


@pytest.fixture
def admin(db):
    client = Client()
    client.force_login(PersonFactory(is_superuser=True))
    return client


def trainer(*, codenames=()):
    user = TrainerFactory()
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    client = Client()
    client.force_login(user)
    return client


def form_of(page):
    """Return the fields of Wagtail's form with what stands in them."""
    form = page.context["form"]
    fields = {}
    for bound in form:
        value = bound.value()
        if bound.name == "needs":
            for code, need in (value or {}).items():
                fields[f"needs-level-{code}"] = need.level
                fields[f"needs-importance-{code}"] = need.importance
        elif isinstance(value, list):
            fields[bound.name] = "[]"
        else:
            fields[bound.name] = "" if value is None else value
    return fields


@pytest.mark.parametrize("model", MODELS)
def test_administrators_use_every_screen(admin, model):
    assert admin.get(f"/admin/{model}/").status_code == 200
    assert admin.get(f"/admin/{model}/new/").status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_trainers_need_the_permission(model):
    assert trainer().get(f"/admin/{model}/").status_code == 302
    allowed = trainer(codenames=[f"change_{model}", f"view_{model}"])
    assert allowed.get(f"/admin/{model}/").status_code == 200


def test_a_learner_finds_no_screen(client):
    client.force_login(PersonFactory())
    assert client.get("/admin/skill/").status_code == 302


@pytest.mark.parametrize("words", ["complaints", "klagomål", "reclami", "pritužb"])
def test_skills_are_found_in_every_language(admin, words):
    page = admin.get("/admin/skill/", {"q": words}).content.decode()
    assert Skill.objects.get(code="complaints").name_en in page


def test_a_skill_is_edited_in_all_languages(admin):
    skill = Skill.objects.get(code="complaints")
    url = f"/admin/skill/edit/{skill.pk}/"
    fields = form_of(admin.get(url))
    assert {"name_en", "name_sv", "name_it", "name_hr", "level_5_hr"} <= set(fields)

    answer = admin.post(url, fields | {"name_hr": "Nove riječi"})

    assert answer.status_code == 302
    skill.refresh_from_db()
    assert skill.name_hr == "Nove riječi"
    assert skill.name_sv == "Hantera klagomål"


@pytest.mark.parametrize("field", ["name_it", "description_hr", "level_3_sv"])
def test_no_language_may_be_left_empty(admin, field):
    skill = Skill.objects.get(code="complaints")
    url = f"/admin/skill/edit/{skill.pk}/"
    page = admin.post(url, form_of(admin.get(url)) | {field: ""})
    assert page.status_code == 200
    assert field in page.context["form"].errors


def test_an_icon_that_does_not_exist_is_refused(admin):
    skill = Skill.objects.get(code="complaints")
    url = f"/admin/skill/edit/{skill.pk}/"
    page = admin.post(url, form_of(admin.get(url)) | {"icon": "no-such-icon"})
    assert "icon" in page.context["form"].errors


def test_what_an_occupation_needs_is_one_table(admin):
    occupation = Occupation.objects.get(code="receptionist")
    url = f"/admin/occupation/edit/{occupation.pk}/"
    before = dict(occupation.requirements.values_list("skill__code", "level"))
    fields = form_of(admin.get(url))
    assert len([name for name in fields if name.startswith("needs-level-")]) == len(before)

    new = "found-online" if "found-online" not in before else "pricing"
    changes = {
        "needs-level-welcome": "",
        "needs-importance-welcome": "",
        "needs-level-complaints": "5",
        f"needs-level-{new}": "2",
        f"needs-importance-{new}": "1",
    }
    assert admin.post(url, fields | changes).status_code == 302

    after = dict(occupation.requirements.values_list("skill__code", "level"))
    assert "welcome" not in after
    assert (after["complaints"], after[new]) == (5, 2)
    assert Requirement.objects.get(occupation=occupation, skill__code=new).importance == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"needs-level-welcome": "", "needs-importance-welcome": "3"},
        {"needs-level-welcome": "7", "needs-importance-welcome": "3"},
    ],
)
def test_half_a_need_is_refused(admin, changes):
    occupation = Occupation.objects.get(code="receptionist")
    url = f"/admin/occupation/edit/{occupation.pk}/"
    page = admin.post(url, form_of(admin.get(url)) | changes)
    assert page.status_code == 200
    assert "needs" in page.context["form"].errors
    assert occupation.requirements.filter(skill__code="welcome").exists()


def test_saving_without_a_change_leaves_the_shipped_needs(admin):
    occupation = Occupation.objects.get(code="receptionist")
    url = f"/admin/occupation/edit/{occupation.pk}/"
    fields = form_of(admin.get(url))
    fields["nearest"] = '["host"]'
    assert admin.post(url, fields).status_code == 302
    Occupation.objects.filter(pk=occupation.pk).update(
        nearest=["host", "attraction", "general", "restaurant", "guide", "housekeeping", "owner",
                 "marketing", "tourism-officer"]
    )  # fmt: skip
    assert load_vocabulary() == 0
