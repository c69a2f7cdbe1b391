import uuid
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from tests.factories.accounts import ConsentFactory, ConsentTextFactory, UserFactory
from uprest.accounts.models import Consent, ConsentText
from uprest.accounts.selectors import get_consent_text, has_consent, list_consents
from uprest.accounts.services import (
    claim_visit,
    give_consent,
    load_consent_texts,
    withdraw_consent,
    withdraw_one_consent,
)
from uprest.accounts.signals import consent_withdrawn
from uprest.accounts.types import Learner

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = datetime(2026, 5, 5, 12, tzinfo=UTC)
CODE = "keep-profile"


@pytest.fixture
def withdrawals():
    heard = []

    def hear(sender, signal, **said):
        heard.append(said)

    consent_withdrawn.connect(hear)
    yield heard
    consent_withdrawn.disconnect(hear)


def list_open(learner):
    return [one for one in list_consents(learner=learner) if one.withdrawn_at is None]


def test_the_shipped_texts_are_there_after_migrating_in_all_languages():
    assert {text.code for text in ConsentText.objects.all()} >= {
        "count-anonymously", "share-with-business", "keep-profile",
    }  # fmt: skip
    for text in ConsentText.objects.all():
        for language in ("en", "sv", "it", "hr"):
            assert getattr(text, f"title_{language}")
            assert getattr(text, f"text_{language}")


def test_loading_again_changes_nothing():
    before = list(ConsentText.objects.order_by("id").values())
    assert load_consent_texts() == 0
    call_command("migrate", verbosity=0)
    assert list(ConsentText.objects.order_by("id").values()) == before


def test_a_published_text_is_never_edited():
    ConsentText.objects.filter(code=CODE).update(title_en="What people agreed to")
    load_consent_texts()
    assert get_consent_text(CODE).title_en == "What people agreed to"


def test_the_newest_version_is_asked_for():
    old = get_consent_text(CODE)
    new = ConsentTextFactory(code=CODE, version="2027-02")
    assert get_consent_text(CODE) == new
    learner = Learner(user_id=UserFactory().pk)
    assert give_consent(learner=learner, code=CODE, language="sv", at=AT).text == new
    assert new != old


def test_an_unknown_code_is_an_error():
    with pytest.raises(ConsentText.DoesNotExist):
        get_consent_text("no-such-code")


@pytest.mark.parametrize("kind", ["user", "visitor"])
def test_giving_twice_leaves_one_and_withdrawing_keeps_the_row(kind, withdrawals):
    learner = (
        Learner(user_id=UserFactory().pk) if kind == "user" else Learner(visitor_id=uuid.uuid4())
    )
    first = give_consent(learner=learner, code=CODE, language="sv", at=AT)
    assert give_consent(learner=learner, code=CODE, language="en", at=LATER) == first
    assert has_consent(learner=learner, code=CODE)
    assert withdraw_consent(learner=learner, code=CODE, at=LATER)
    assert not withdraw_consent(learner=learner, code=CODE, at=LATER)
    assert not has_consent(learner=learner, code=CODE)
    first.refresh_from_db()
    assert (first.given_at, first.withdrawn_at, first.language) == (AT, LATER, "sv")
    assert withdrawals == [
        {
            "user_id": learner.user_id,
            "visitor_id": learner.visitor_id,
            "code": CODE,
            "subject_key": "",
            "at": LATER,
        }
    ]


def test_a_consent_given_again_is_a_new_row():
    learner = Learner(user_id=UserFactory().pk)
    give_consent(learner=learner, code=CODE, language="sv", at=AT)
    withdraw_consent(learner=learner, code=CODE, at=AT)
    give_consent(learner=learner, code=CODE, language="sv", at=LATER)
    assert Consent.objects.count() == 2
    assert [c.given_at for c in list_open(learner)] == [LATER]


def test_subjects_are_apart():
    learner = Learner(user_id=UserFactory().pk)
    for key in ("1", "2"):
        give_consent(
            learner=learner, code="share-with-business", language="sv", at=AT, subject_key=key
        )
    withdraw_consent(learner=learner, code="share-with-business", at=AT, subject_key="1")
    assert Consent.objects.get(withdrawn_at=None).subject_key == "2"


def test_nobody_withdraws_for_somebody_else():
    consent = ConsentFactory()
    with pytest.raises(Consent.DoesNotExist):
        withdraw_one_consent(
            learner=Learner(user_id=UserFactory().pk), consent_id=consent.pk, at=AT
        )
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_the_database_refuses_a_consent_of_nobody_and_of_two():
    with pytest.raises(IntegrityError):
        ConsentFactory(user=None)


def test_a_claimed_visit_brings_its_consents_and_leaves_one_open():
    user, visitor_id = UserFactory(), uuid.uuid4()
    mine, visitor = Learner(user_id=user.pk), Learner(visitor_id=visitor_id)
    give_consent(learner=mine, code=CODE, language="sv", at=AT)
    give_consent(learner=visitor, code=CODE, language="it", at=AT)
    give_consent(learner=visitor, code="count-anonymously", language="it", at=AT, subject_key="7")
    for _ in range(2):
        claim_visit(user=user, visitor_id=visitor_id, at=LATER)
    assert Consent.objects.filter(user=user).count() == 3
    assert not Consent.objects.filter(visitor_id=visitor_id).exists()
    assert {c.code for c in list_open(mine)} == {CODE, "count-anonymously"}
