"""People with an account, and what they agreed to."""

import uuid
from datetime import UTC, datetime, timedelta

import factory
from allauth.account.models import EmailAddress

from uprest.accounts.models import Consent, ConsentText, HandoverCode, User

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody with a confirmed e-mail address and no password."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"learner{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Learner {n}")
    language = "en"

    @factory.post_generation
    def password(self, create, value, **kwargs):
        self.set_password(value) if value else self.set_unusable_password()
        self.save(update_fields=["password"])

    @factory.post_generation
    def address(self, create, value, **kwargs):
        EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=True)


class ConsentTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConsentText

    code = "test-consent"
    version = factory.Sequence(lambda n: f"2020-{n:04}")
    title = "A test"
    text = "Somebody may do something."


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    user = factory.SubFactory(UserFactory)
    text = factory.SubFactory(ConsentTextFactory)
    language = "en"
    given_at = NOW


class HandoverCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HandoverCode

    code_hash = factory.LazyFunction(lambda: uuid.uuid4().hex)
    visitor_id = factory.LazyFunction(uuid.uuid4)
    expires_at = factory.LazyFunction(lambda: NOW + timedelta(minutes=10))
