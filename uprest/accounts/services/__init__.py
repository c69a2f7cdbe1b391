"""What is done with accounts: consents, visits, handovers, the person's data."""

from uprest.accounts.services.consents import (
    give_consent,
    load_consent_texts,
    withdraw_consent,
    withdraw_one_consent,
)
from uprest.accounts.services.handover import (
    HandoverError,
    SecondStepError,
    get_carried_user,
    make_handover_code,
    use_handover_code,
)
from uprest.accounts.services.people import save_account
from uprest.accounts.services.privacy import collect_personal_data, erase_person
from uprest.accounts.services.visits import claim_visit, forget_visit

__all__ = [
    "HandoverError",
    "SecondStepError",
    "claim_visit",
    "collect_personal_data",
    "erase_person",
    "forget_visit",
    "get_carried_user",
    "give_consent",
    "load_consent_texts",
    "make_handover_code",
    "save_account",
    "use_handover_code",
    "withdraw_consent",
    "withdraw_one_consent",
]
