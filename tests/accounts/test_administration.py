import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from wagtail.users.models import UserProfile

from tests.factories.accounts import ConsentFactory, UserFactory
from uprest.accounts.models import User

# Wagtail's own templates leave variables out.
pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
USERS = "/admin/users/"


def give(user, *codenames):
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def administrator(client):
    user = UserFactory(display_name="Ada Admin")
    give(user, "access_admin", "add_user", "change_user", "view_user")
    client.force_login(user)
    return user


@pytest.mark.parametrize("language", ["sv", "it"])
def test_wagtail_signs_in_through_our_page(client, language):
    client.cookies["django_language"] = language
    response = client.get("/admin/")
    assert response.url == f"/{language}/account/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/pages/").url == (
        f"/{language}/account/login/?next=/admin/pages/"
    )


def test_after_signing_in_the_admin_opens(client, administrator):
    administrator.set_password("a long and odd sentence")
    administrator.save()
    client.logout()
    response = client.post(
        "/sv/account/login/",
        {"login": administrator.email, "password": "a long and odd sentence", "next": "/admin/"},
    )
    assert response.url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_wagtail_signs_out_through_our_page(client, administrator):
    assert client.get("/admin/logout/").status_code == 200
    assert client.post("/admin/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["password_reset/", "password_reset/done/"])
def test_wagtail_has_no_password_pages(client, path):
    assert client.get(f"/admin/{path}").status_code in (302, 404)


def test_whoever_is_no_author_does_not_get_in(client):
    client.force_login(UserFactory())
    assert client.get("/admin/").status_code in (302, 403)
    assert client.get(USERS).status_code in (302, 403)


def test_a_trainer_sees_no_users(client):
    user = give(UserFactory(), "access_admin")
    client.force_login(user)
    assert client.get(USERS).status_code == 302
    assert client.get(f"{USERS}edit/{user.pk}/").status_code == 302


def test_the_list_shows_address_name_and_roles_alone(client, administrator):
    user = UserFactory(display_name="Bo Ek", minutes_a_week=321)
    user.groups.add(Group.objects.create(name="Guild of trainers"))
    consent = ConsentFactory(user=user)
    page = client.get(USERS).content.decode()
    for word in ("Bo Ek", user.email, "Guild of trainers"):
        assert word in page
    assert "321" not in page
    assert consent.text.title not in page
    assert client.get(USERS, {"q": "Bo E"}).status_code == 200
    assert [u.pk for u in client.get(USERS, {"q": "Bo E"}).context["users"]] == [user.pk]


def test_the_list_costs_the_same_for_many(client, administrator, django_assert_max_num_queries):
    for number in range(15):
        user = UserFactory()
        user.groups.add(Group.objects.create(name=f"Group {number}"))
        UserProfile.objects.create(user=user)
    client.get(USERS)
    with django_assert_max_num_queries(30):
        client.get(USERS)


def test_a_new_account_has_no_password_and_signs_in_by_code(client, administrator, last_code):
    assert client.get(f"{USERS}new/").status_code == 200
    response = client.post(
        f"{USERS}new/", {"email": "Officer@Example.org", "display_name": "O", "language": "it"}
    )
    assert response.status_code == 302
    user = User.objects.get(email="officer@example.org")
    assert not user.has_usable_password()
    client.logout()
    client.post("/it/account/login/", {"login": user.email})
    assert mail.outbox
    client.post("/it/account/login/code/confirm/", {"code": last_code()})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_address_is_changed_by_nobody_else(client, administrator):
    user = UserFactory(email="bo@example.org")
    path = f"{USERS}edit/{user.pk}/"
    page = client.get(path)
    assert page.status_code == 200
    assert "is_superuser" not in page.context["form"].fields
    client.post(
        path,
        {
            "email": "thief@example.org", "display_name": "Bo", "language": "sv",
            "is_active": "on", "is_superuser": "on",
        },
    )  # fmt: skip
    user.refresh_from_db()
    assert (user.email, user.display_name, user.is_superuser) == ("bo@example.org", "Bo", False)


def test_nobody_locks_themselves_out(client, administrator):
    path = f"{USERS}edit/{administrator.pk}/"
    assert "is_active" not in client.get(path).context["form"].fields
    client.post(path, {"display_name": "Ada", "language": "en"})
    administrator.refresh_from_db()
    assert administrator.is_active


@pytest.mark.parametrize(
    "path", ["{users}delete/{pk}/", "/admin/bulk/accounts/user/delete/?id={pk}"]
)
def test_deleting_erases(client, path):
    client.force_login(UserFactory(is_superuser=True))
    user = UserFactory(email="bo@example.org")
    url = path.format(users=USERS, pk=user.pk)
    assert client.get(url).status_code == 200
    client.post(url)
    user.refresh_from_db()
    assert user.erased_at
    assert user.email != "bo@example.org"
    assert "bo@example.org" not in client.get(USERS).content.decode()
