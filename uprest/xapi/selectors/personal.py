"""What a person's data file says of statements."""

from typing import Any

from django.urls import reverse

from uprest.xapi.selectors.statements import find_account, summarise_statements


def collect_personal_data(*, user_id: int) -> dict[str, Any]:
    """Return the account in statements, how many there are, and where they are as a file.

    They say in another form what the file has from the learning record already, and would make
    it several times as long: so they have a file of their own.
    """
    account = find_account(user_id=user_id)
    count, newest = (0, None) if account is None else summarise_statements(account=account)
    return {
        "account": account and str(account),
        "count": count,
        "newest": newest and newest.isoformat(),
        "file": reverse("xapi:my_statements"),
    }
