"""The need board: asked, needed too, taken, answered, declined, hidden."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.translation import gettext, override

from tests.campaigns.test_pages import text_of
from tests.factories.campaigns import NeedFactory, make_business
from tests.factories.courses import add_course
from tests.factories.ecosystem import MunicipalityFactory, OfficerRoleFactory, TrainerFactory
from uprest.accounts.services.privacy import collect_personal_data, erase_person
from uprest.campaigns.models import Need, NeedSupport
from uprest.campaigns.services.needs import ask_for_module, set_support
from uprest.campaigns.types import NeedContent, UnvouchedError
from uprest.notifications.models import Notification
from uprest.notifications.services.sending import send_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return MunicipalityFactory(slug="ystad", name="Ystad")


@pytest.fixture
def hotel(city):
    return make_business(city, name="Strandhotellet")


@pytest.fixture
def owner(hotel):
    return hotel[1][0]


def fields(**changes):
    return {
        "token": str(uuid.uuid4()),
        "skill": "complaints",
        "why": "Guests shout at breakfast.",
        "language": "sv",
        **changes,
    }


def ask(client, business, person, **changes):
    client.force_login(person)
    return client.post(f"/en/team/{business.pk}/board/new/", fields(**changes))


def board(client, business, person):
    client.force_login(person)
    return text_of(client.get(f"/en/team/{business.pk}/board/"))


def city_board(client, city, path="needs/"):
    client.force_login(OfficerRoleFactory(municipality=city).user)
    return text_of(client.get(f"/en/city/{city.slug}/{path}"))


# --- Asked ----------------------------------------------------------------------------------------


def test_a_business_asks_without_its_name(client, city, hotel, owner):
    response = ask(client, hotel[0], owner, occupation="receptionist")
    assert response.status_code == 302
    assert "Your business" in board(client, hotel[0], owner)
    other, (other_owner,) = make_business(city)
    page = board(client, other, other_owner)
    assert "Guests shout at breakfast." in page
    assert "A business" in page
    assert "Strandhotellet" not in page
    assert "Strandhotellet" not in city_board(client, city)


def test_the_city_sees_the_name_where_the_business_says_so(client, city, hotel, owner):
    ask(client, hotel[0], owner, shows_name="on")
    assert "Strandhotellet" in city_board(client, city)
    other, (other_owner,) = make_business(city)
    assert "Strandhotellet" not in board(client, other, other_owner)
    client.force_login(TrainerFactory())
    assert "Strandhotellet" not in text_of(client.get("/en/need-board/"))


def test_a_city_asks_as_itself(client, city, hotel, owner):
    client.force_login(OfficerRoleFactory(municipality=city).user)
    page = client.get("/en/city/ystad/needs/new/?skill=complaints").content.decode()
    assert '<option value="complaints" selected>' in page
    assert "Show the name of our business" not in page
    assert client.post("/en/city/ystad/needs/new/", fields(shows_name="on")).status_code == 302
    assert not Need.objects.get().shows_name
    assert "The city" in board(client, hotel[0], owner)


def test_a_skill_or_words_are_asked_for(client, hotel, owner):
    response = ask(client, hotel[0], owner, skill="", why="Kept text")
    assert response.status_code == 422
    assert "Choose a skill above" in text_of(response)
    assert "Kept text" in response.content.decode()
    assert ask(client, hotel[0], owner, skill="", words="Kayak rescue").status_code == 302


def test_sent_twice_it_is_one(client, hotel, owner):
    token = str(uuid.uuid4())
    for _ in range(2):
        assert ask(client, hotel[0], owner, token=token).status_code == 302
    assert Need.objects.count() == 1


def test_the_same_skill_is_found(client, city, hotel, owner):
    other, (other_owner,) = make_business(city)
    ask(client, other, other_owner)
    response = ask(client, hotel[0], owner)
    assert response.status_code == 409
    page = text_of(response)
    assert "On the board already" in page
    assert "We need that too" in page
    assert ask(client, hotel[0], owner, is_other="on").status_code == 302
    # what is decided, and what another city asks for, is no duplicate
    Need.objects.update(state="DECLINED")
    NeedFactory()
    assert ask(client, hotel[0], owner).status_code == 302


# --- Needed too -----------------------------------------------------------------------------------


def test_one_voice_a_business_and_no_names(client, city, hotel, owner):
    need = NeedFactory(municipality=city)
    url = f"/en/team/{hotel[0].pk}/board/{need.pk}/support/"
    client.force_login(owner)
    for _ in range(2):
        assert client.post(url, {"needs_it": "yes"}).status_code == 302
    assert NeedSupport.objects.count() == 1
    page = board(client, hotel[0], owner)
    assert "1 other business needs it too" in page
    assert "You need it too" in page
    assert "Strandhotellet" not in city_board(client, city)
    client.force_login(owner)
    client.post(url, {"needs_it": "no"})
    assert not NeedSupport.objects.exists()
    assert client.post(url, {"needs_it": "?"}).status_code == 422


def test_a_business_does_not_support_itself_nor_what_is_decided(client, city, hotel, owner):
    mine = NeedFactory(municipality=city, organisation=hotel[0])
    done = NeedFactory(municipality=city, state="ANSWERED")
    client.force_login(owner)
    for need in (mine, done):
        url = f"/en/team/{hotel[0].pk}/board/{need.pk}/support/"
        assert client.post(url, {"needs_it": "yes"}).status_code == 409
    assert not NeedSupport.objects.exists()


# --- Whom nobody vouches for ----------------------------------------------------------------------


@pytest.fixture
def unknown(city):
    """A business that waits for an administrator, with its owner."""
    business, (leader,) = make_business(city, approved_at=None)
    return business, leader


def test_a_business_asks_for_nothing_until_somebody_vouches_for_it(client, city, unknown):
    business, leader = unknown
    content = NeedContent(
        skill_id=None, words="Kayaks", occupation_id=None, why="", language="sv", shows_name=False
    )
    with pytest.raises(UnvouchedError):
        ask_for_module(
            municipality=city,
            organisation=business,
            content=content,
            token=uuid.uuid4(),
            is_other=True,
            by=leader,
            at=timezone.now(),
        )
    response = ask(client, business, leader, why="Kept text")
    assert response.status_code == 409
    assert "once an administrator has confirmed it" in text_of(response)
    assert "Kept text" in response.content.decode()
    assert not Need.objects.exists()
    business.approved_at = timezone.now()
    business.save()
    assert ask(client, business, leader).status_code == 302


def test_a_business_supports_nothing_until_somebody_vouches_for_it(client, city, unknown):
    business, leader = unknown
    need = NeedFactory(municipality=city)
    with pytest.raises(UnvouchedError):
        set_support(
            need_id=need.pk, organisation=business, needs_it=True, by=leader, at=timezone.now()
        )
    url = f"/en/team/{business.pk}/board/{need.pk}/support/"
    client.force_login(leader)
    response = client.post(url, {"needs_it": "yes"})
    assert response.status_code == 409
    assert "once an administrator has confirmed it" in text_of(response)
    assert not NeedSupport.objects.exists()
    # what it said while somebody vouched for it, it may take back
    NeedSupport.objects.create(need=need, organisation=business, supported_at=need.asked_at)
    assert client.post(url, {"needs_it": "no"}).status_code == 302
    assert not NeedSupport.objects.exists()


# --- Trainers -------------------------------------------------------------------------------------


@pytest.fixture
def trainer(client):
    person = TrainerFactory()
    client.force_login(person)
    return person


@pytest.fixture
def need(city, hotel, owner):
    """A need of one business that another needs too."""
    found = NeedFactory(municipality=city, organisation=hotel[0], asked_by=owner)
    found.other, (found.other_owner,) = make_business(city)
    NeedSupport.objects.create(need=found, organisation=found.other, supported_at=found.asked_at)
    return found


def told(kind="campaigns.need"):
    return {(row.user_id, row.subject) for row in Notification.objects.filter(kind=kind)}


def test_a_trainer_takes_it_and_answers_with_a_course(client, need, owner, trainer):
    course = add_course(lessons=1, title="The unhappy guest", teaches=(("complaints", 1, 4),))
    assert "A business in Ystad" in text_of(client.get("/en/need-board/"))
    for _ in range(2):
        assert client.post(f"/en/need-board/{need.pk}/take/").status_code == 302
    assert {user for user, _ in told()} == {owner.pk, need.other_owner.pk}
    url = f"/en/need-board/{need.pk}/answer/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"course": ""}).status_code == 422
    for _ in range(2):
        answer = client.post(url, {"course": str(course.translation_key)})
        assert answer.status_code == 302
    need.refresh_from_db()
    assert (need.state, need.course_key) == ("ANSWERED", course.translation_key)
    assert Notification.objects.count() == 4
    newest = Notification.objects.filter(user=owner).order_by("-created_at")[0]
    assert "The unhappy guest" in newest.text
    assert "The unhappy guest" in board(client, need.organisation, owner)


def test_what_another_trainer_writes_is_not_taken(client, need, trainer):
    client.post(f"/en/need-board/{need.pk}/take/")
    client.force_login(TrainerFactory())
    assert client.post(f"/en/need-board/{need.pk}/take/").status_code == 409
    assert client.post(f"/en/need-board/{need.pk}/give-back/").status_code == 409
    client.force_login(trainer)
    assert client.post(f"/en/need-board/{need.pk}/give-back/").status_code == 302
    need.refresh_from_db()
    assert (need.state, need.trainer) == ("ASKED", None)


def test_declining_needs_a_reason_that_everybody_reads(client, need, owner, trainer):
    url = f"/en/need-board/{need.pk}/decline/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": " "}).status_code == 422
    for _ in range(2):
        assert client.post(url, {"reason": "Others teach it better"}).status_code == 302
    assert Notification.objects.filter(user=owner).count() == 1
    assert client.post(f"/en/need-board/{need.pk}/take/").status_code == 409
    assert "Others teach it better" in Notification.objects.get(user=owner).text
    assert "Others teach it better" in board(client, need.organisation, owner)


def test_the_officer_who_asked_is_told(client, city, trainer):
    officer = OfficerRoleFactory(municipality=city).user
    need = NeedFactory(municipality=city, asked_by=officer)
    client.post(f"/en/need-board/{need.pk}/take/")
    found = Notification.objects.get(user=officer)
    assert found.url.endswith("/city/ystad/needs/")


# --- Hidden ---------------------------------------------------------------------------------------


def test_a_hidden_text_is_read_by_who_asked_and_the_city(client, city, need, owner):
    need.skill, need.words, need.why = None, "Bad words", "Very bad words"
    need.save()
    client.force_login(OfficerRoleFactory(municipality=city).user)
    url = f"/en/city/ystad/needs/{need.pk}/hide/"
    for _ in range(2):
        assert client.post(url, {"hide": "yes"}).status_code == 302
    assert "Bad words" not in board(client, need.other, need.other_owner)
    client.force_login(TrainerFactory())
    assert "ad words" not in text_of(client.get("/en/need-board/"))
    assert "Very bad words" in board(client, need.organisation, owner)
    assert "Very bad words" in city_board(client, city)
    client.force_login(OfficerRoleFactory(municipality=city).user)
    client.post(url, {"hide": "no"})
    assert "Bad words" in board(client, need.other, need.other_owner)


def hide(client, city, need):
    client.force_login(OfficerRoleFactory(municipality=city).user)
    assert client.post(f"/en/city/ystad/needs/{need.pk}/hide/", {"hide": "yes"}).status_code == 302


@pytest.mark.parametrize("deed", ["take", "decline", "answer"])
def test_hidden_words_are_sent_to_nobody(client, city, need, owner, deed):
    need.skill, need.words, need.why = None, "Bad words", "Very bad words"
    need.save()
    owner.language = "sv"
    owner.save()
    hide(client, city, need)
    course = add_course(lessons=1)
    client.force_login(TrainerFactory())
    data = {"reason": "Not this", "course": str(course.translation_key)}
    assert client.post(f"/en/need-board/{need.pk}/{deed}/", data).status_code == 302
    messages = {row.user: row for row in Notification.objects.filter(kind="campaigns.need")}
    assert set(messages) == {owner, need.other_owner}
    send_due(at=timezone.now() + timedelta(days=40))
    for text in (
        *(f"{row.subject} {row.text}" for row in messages.values()),
        *(f"{one.subject} {one.body}" for one in mail.outbox),
    ):
        assert "ad words" not in text
    assert "Hidden by the city" in messages[need.other_owner].subject
    with override("sv"):
        assert gettext("Hidden by the city") in messages[owner].subject


def test_a_hidden_need_for_a_skill_is_still_called_by_the_skill(client, city, need, owner):
    hide(client, city, need)
    client.force_login(TrainerFactory())
    client.post(f"/en/need-board/{need.pk}/take/")
    assert need.skill.name in Notification.objects.get(user=owner).subject


# --- The board ------------------------------------------------------------------------------------


def test_the_most_wanted_comes_first_and_states_filter(client, city, hotel, owner):
    NeedFactory(municipality=city, skill=None, words="First thing", state="DECLINED", reason="No")
    wanted = NeedFactory(municipality=city, skill=None, words="Second thing")
    NeedFactory(municipality=city, skill=None, words="Third thing")
    NeedSupport.objects.create(need=wanted, organisation=hotel[0], supported_at=wanted.asked_at)
    page = city_board(client, city)
    assert page.index("Second thing") < page.index("Third thing") < page.index("First thing")
    page = city_board(client, city, "needs/?state=DECLINED")
    assert "First thing" in page
    assert "Second thing" not in page
    assert "Second thing" in city_board(client, city, "needs/?state=nonsense")


@pytest.mark.parametrize("number", [2, 15])
def test_the_board_takes_a_fixed_number_of_queries(
    client, city, hotel, owner, number, django_assert_max_num_queries
):
    for _ in range(number):
        need = NeedFactory(municipality=city, organisation=hotel[0])
        business, _people = make_business(city)
        NeedSupport.objects.create(need=need, organisation=business, supported_at=need.asked_at)
    readers = {
        "city/ystad/needs/": OfficerRoleFactory(municipality=city).user,
        f"team/{hotel[0].pk}/board/": owner,
        "need-board/": TrainerFactory(),
    }
    for path, person in readers.items():
        client.force_login(person)
        client.get(f"/en/{path}")
        with django_assert_max_num_queries(13):
            assert client.get(f"/en/{path}").status_code == 200


def test_what_somebody_asked_is_in_their_data_and_loses_their_name(client, need, owner, trainer):
    client.post(f"/en/need-board/{need.pk}/take/")
    NeedSupport.objects.update(supported_by=need.other_owner)
    assert collect_personal_data(user=owner, at=need.asked_at)["campaigns"]["modules_asked_for"]
    others = collect_personal_data(user=need.other_owner, at=need.asked_at)["campaigns"]
    assert others["modules_needed_too"]
    taken = collect_personal_data(user=trainer, at=need.asked_at)["campaigns"]
    assert taken["modules_taken_as_trainer"]
    for person in (owner, need.other_owner, trainer):
        erase_person(user_id=person.pk, at=need.asked_at)
    need.refresh_from_db()
    assert (need.state, need.trainer, need.asked_by) == ("ASKED", None, None)
    assert NeedSupport.objects.get().supported_by is None
