"""The authors' screens in Wagtail, over HTTP: uploading, approving, upgrading, choosing."""

import io
import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.services.roles import set_up_trainers
from tests.factories.ecosystem import PersonFactory
from tests.factories.h5p import library, make_package
from tests.h5p.test_importing import AT, take
from uprest.ecosystem.services.administrators import set_up_administrators
from uprest.h5p.api import import_package
from uprest.h5p.models import Blob, Content, ImportJob, Library, SavedState
from uprest.h5p.services.uploads import queue_upload, read_upload

# Wagtail's own templates ask for variables that are not there.
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LIST = "/admin/h5p_content/"


def sign_in(group=None):
    user = PersonFactory()
    if group is not None:
        user.groups.add(group)
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def trainer():
    return sign_in(set_up_trainers())


@pytest.fixture
def administrator():
    return sign_in(set_up_administrators())


def upload(client, name="quiz.h5p", data=None, **parts):
    data = make_package(**parts).getvalue() if data is None else data
    return client.post(f"{LIST}new/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def words(response):
    return response.content.decode()


# --- uploading --------------------------------------------------------------------------------


def test_an_administrators_upload_is_ready_at_once(administrator):
    response = upload(administrator)
    content = Content.objects.get()
    assert response.redirect_chain[-1][0] == f"{LIST}inspect/{content.pk}/"
    assert "can be used in lessons" in words(response)
    assert (content.status, content.created_by) == ("READY", administrator.user)


def test_a_trainers_upload_waits_and_says_why(trainer):
    response = upload(trainer)
    assert Content.objects.get().status == "WAITING"
    assert "H5P.UprTest 1.0.0 is new here and must be approved first" in words(response)
    assert "An administrator decides" in words(response)
    assert "Approve and install" not in words(response)


def test_a_refusal_names_every_problem_and_leaves_nothing(trainer, stored):
    response = upload(
        trainer,
        name="<b>evil</b>.h5p",
        files={"a.svg": "<svg/>", "<script>.exe": "MZ"},
        params={"image": {"path": "gone.png"}},
    )
    assert response.status_code == 200
    assert "3 things are wrong" in words(response)
    for sentence in ("content/a.svg is an SVG drawing", "gone.png", "files of this kind"):
        assert sentence in words(response)
    assert "<script>.exe" not in words(response)
    assert not Content.objects.exists()
    assert not Blob.objects.exists()
    assert stored() == 0


def test_a_file_that_is_too_big_is_not_looked_into(trainer, settings, stored):
    settings.H5P_UPLOAD_MEGABYTES = 1
    response = upload(trainer, data=bytes(1024 * 1024 + 1))
    assert "The file is bigger than 1 MB." in words(response)
    assert stored() == 0


def test_no_file_is_an_error_in_the_form(trainer):
    assert "This field is required" in words(trainer.post(f"{LIST}new/", {}))


# --- in the background ------------------------------------------------------------------------


def big_package(**parts):
    noise = random.Random(1).randbytes(6 * 1024 * 1024)
    return make_package(files={"noise.pdf": noise}, **parts).getvalue()


def test_a_big_package_is_read_in_the_background(
    administrator, django_capture_on_commit_callbacks, stored
):
    with django_capture_on_commit_callbacks():
        response = upload(administrator, data=big_package())
    job = ImportJob.objects.get()
    page = f"{LIST}upload/{job.pk}/"
    assert response.redirect_chain == [(page, 302)]
    assert '<progress id="progress" max="100" value="0"' in words(response)
    assert '<a href="">Look again</a>' in words(response)
    assert administrator.get(f"{page}state/").json() == {"progress": 0, "is_done": False}

    read_upload(job_id=job.pk, at=AT)
    read_upload(job_id=job.pk, at=AT)  # a queue may deliver twice

    assert administrator.get(f"{page}state/").json() == {"progress": 100, "is_done": True}
    response = administrator.get(page, follow=True)
    content = Content.objects.get()
    assert response.redirect_chain == [(f"{LIST}inspect/{content.pk}/", 302)]
    assert (content.status, content.created_by) == ("READY", administrator.user)
    assert stored() == Blob.objects.count()  # the upload itself is gone


def test_the_task_reads_it_once_the_upload_is_committed(
    trainer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        upload(trainer, data=big_package())
    assert (ImportJob.objects.get().verdict, Content.objects.get().status) == (
        "waiting",
        "WAITING",
    )


def test_a_big_package_that_is_refused_says_so_on_its_page(trainer, stored):
    data = big_package(params={"image": {"path": "gone.png"}})
    response = upload(trainer, data=data)
    job = ImportJob.objects.get()
    read_upload(job_id=job.pk, at=AT)
    response = trainer.get(f"{LIST}upload/{job.pk}/")
    assert "1 thing is wrong" in words(response)
    assert "gone.png" in words(response)
    assert stored() == 0


def test_progress_is_noted_on_the_way(trainer):
    many = {f"{n}.txt": str(n).encode() for n in range(500)}
    file = SimpleUploadedFile("a.h5p", make_package(files=many).getvalue())
    job = queue_upload(file=file, file_name="a.h5p", may_install=True, by=trainer.user, at=AT)
    with CaptureQueriesContext(connection) as queries:
        read_upload(job_id=job.pk, at=AT)
    noted = [
        int(found[1])
        for query in queries
        if (found := re.search(r'SET "progress" = (\d+) ', query["sql"]))
    ]
    assert noted == list(range(5, 100, 5))


def test_anothers_upload_is_nobodys_business(trainer, administrator):
    upload(administrator, data=big_package())
    page = f"{LIST}upload/{ImportJob.objects.get().pk}/"
    assert trainer.get(page).status_code == 302
    assert trainer.get(f"{page}state/").status_code == 302
    assert administrator.get(page).status_code == 200


# --- approving --------------------------------------------------------------------------------


def test_approving(trainer, administrator):
    upload(trainer)
    content = Content.objects.get()
    assert content.title in words(administrator.get("/admin/h5p_waiting/"))
    page = words(administrator.get(f"{LIST}inspect/{content.pk}/"))
    installed = Library.objects.get()
    assert installed.digest in page
    assert "H5P.UprTest 1.0.0" in page
    assert "<td>3</td>" in page

    response = administrator.post(f"{LIST}approve/{content.pk}/", follow=True)
    assert "The libraries are installed." in words(response)
    content.refresh_from_db()
    installed.refresh_from_db()
    assert (content.status, installed.installed_by) == ("READY", administrator.user)
    assert "No package is waiting" in words(administrator.get("/admin/h5p_waiting/"))
    again = administrator.post(f"{LIST}approve/{content.pk}/", follow=True)
    assert "nothing has changed" in words(again)


def test_declining(trainer, administrator):
    upload(trainer)
    response = administrator.post(f"{LIST}decline/{Content.objects.get().pk}/", follow=True)
    assert "are deleted" in words(response)
    assert not Content.objects.exists()
    assert not Library.objects.exists()


# --- libraries --------------------------------------------------------------------------------


def test_upgrading(administrator):
    old = take().content
    take(libraries=library(patch=5), params={"text": "Newer"})
    new = Library.objects.get(patch=5)
    assert "H5P.UprTest 1.0.5" in words(administrator.get("/admin/h5p_library/"))
    assert "Use this version" in words(administrator.get(f"/admin/h5p_library/inspect/{new.pk}/"))
    response = administrator.post(
        f"/admin/h5p_library/upgrade/{new.pk}/", {"with_content": "on"}, follow=True
    )
    assert "Activities moved: 1." in words(response)
    old.refresh_from_db()
    assert old.main_library == new
    again = administrator.post(f"/admin/h5p_library/upgrade/{new.pk}/", follow=True)
    assert "Only a newer patch" in words(again)


# --- the list, the package, deleting ----------------------------------------------------------


def test_the_list_shows_title_type_status_and_can_be_searched(trainer):
    take()
    take(may_install=False, libraries=library(patch=9), params={"t": 1}, title="Second")
    page = words(trainer.get(LIST))
    for shown in ("A test", "H5P.UprTest 1.0", "ready", "Second", "waits for approval"):
        assert shown in page
    found = words(trainer.get(f"{LIST}results/?q=second"))
    assert "Second" in found
    assert "A test" not in found


def test_the_list_takes_the_same_queries_for_more_content(trainer):
    take()
    trainer.get(LIST)
    with CaptureQueriesContext(connection) as few:
        trainer.get(LIST)
    for number in range(5):
        take(params={"n": number})
    with CaptureQueriesContext(connection) as many:
        trainer.get(LIST)
    assert len(many) == len(few)


def test_the_package_can_be_downloaded(trainer):
    content = take(title="Über <Größe>").content
    response = trainer.get(f"{LIST}export/{content.pk}/")
    data = b"".join(response.streaming_content)
    assert response["Content-Disposition"] == 'attachment; filename="uber-groe.h5p"'
    again = import_package(file=io.BytesIO(data), may_install=False, at=AT)
    assert again.content == content


def test_administrators_delete_what_no_page_has(administrator):
    content = take().content
    SavedState.objects.create(
        learner_key="x", content=content, data_type="state", data="{}", saved_at=AT
    )
    assert administrator.get(f"{LIST}delete/{content.pk}/").status_code == 200
    administrator.post(f"{LIST}delete/{content.pk}/")
    assert not Content.objects.exists()
    assert not SavedState.objects.exists()


# --- who may ----------------------------------------------------------------------------------

SCREENS = ["h5p_content/", "h5p_content/new/", "h5p_library/", "h5p_waiting/"]


@pytest.mark.parametrize("screen", SCREENS)
def test_people_without_a_role_see_nothing(screen):
    assert sign_in().get(f"/admin/{screen}").status_code in (302, 403)
    assert Client().get(f"/admin/{screen}").status_code == 302


@pytest.mark.parametrize("screen", SCREENS)
def test_administrators_see_everything(administrator, screen):
    assert administrator.get(f"/admin/{screen}").status_code == 200


@pytest.mark.parametrize("screen", ["h5p_library/", "h5p_waiting/"])
def test_trainers_see_content_alone(trainer, screen):
    assert trainer.get(LIST).status_code == 200
    assert trainer.get(f"/admin/{screen}").status_code == 302


@pytest.mark.parametrize("act", ["approve", "decline", "delete"])
def test_trainers_decide_nothing(trainer, act):
    content = take(may_install=False).content
    trainer.post(f"{LIST}{act}/{content.pk}/")
    content.refresh_from_db()
    assert content.status == "WAITING"


def test_trainers_upgrade_nothing(trainer):
    take()
    take(libraries=library(patch=5), params={"text": "Newer"})
    new = Library.objects.get(patch=5)
    assert trainer.post(f"/admin/h5p_library/upgrade/{new.pk}/").status_code == 302
    new.refresh_from_db()
    assert not new.is_current


@pytest.mark.parametrize("act", ["approve", "decline"])
def test_nothing_is_decided_by_a_link(administrator, act):
    content = take(may_install=False).content
    assert administrator.get(f"{LIST}{act}/{content.pk}/").status_code == 405


def test_an_upload_needs_the_token_of_its_form(administrator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator.user)
    assert upload(client).status_code == 403
    assert not Content.objects.exists()


# --- choosing ---------------------------------------------------------------------------------


def test_only_what_is_ready_can_be_chosen(trainer):
    ready = take().content
    take(may_install=False, libraries=library(patch=9), params={"t": 1}, title="Not yet")
    page = words(trainer.get("/admin/h5p_content_chooser/"))
    assert f"chosen/{ready.pk}/" in page
    assert "Not yet" not in page
    found = words(trainer.get("/admin/h5p_content_chooser/results/?q=uprtest"))
    assert f"chosen/{ready.pk}/" in found
    assert f"chosen/{ready.pk}/" not in words(
        trainer.get("/admin/h5p_content_chooser/results/?q=nothing")
    )
    chosen = trainer.get(f"/admin/h5p_content_chooser/chosen/{ready.pk}/").json()
    assert chosen["result"]["id"] == str(ready.pk)
    assert chosen["result"]["edit_url"] == f"{LIST}inspect/{ready.pk}/"
