"""What somebody says about themselves: name, language, minutes a week."""

from django.db import transaction
from wagtail.users.models import UserProfile

from uprest.accounts.models import User
from uprest.accounts.signals import language_changed, minutes_changed

# Wagtail's admin names one of our languages otherwise.
ADMIN_LANGUAGES = {"hr": "hr-hr"}


@transaction.atomic
def save_account(
    *, user_id: int, display_name: str, language: str, minutes_a_week: int
) -> frozenset[str]:
    """Save the account and return the names of what changed.

    Another language and other minutes are announced inside the transaction, so that the path
    on the next page fits them already.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    new = {"display_name": display_name, "language": language, "minutes_a_week": minutes_a_week}
    changed = frozenset(name for name, value in new.items() if getattr(user, name) != value)
    for name in changed:
        setattr(user, name, new[name])
    if changed:
        user.save(update_fields=sorted(changed))
    if "language" in changed:
        UserProfile.objects.filter(user_id=user_id).update(
            preferred_language=ADMIN_LANGUAGES.get(language, language)
        )
        language_changed.send(sender=User, user_id=user_id)
    if "minutes_a_week" in changed:
        minutes_changed.send(sender=User, user_id=user_id)
    return changed
