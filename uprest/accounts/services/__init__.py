"""What is done with accounts: consents, visits, handovers, the person's data."""

from uprest.accounts.services.consents import (
    give_consent,
    load_consent_texts,
    withdraw_consent,
    withdraw_one_consent,
)
from uprest.accounts.services.visits import claim_visit, forget_visit

__all__ = [
    "claim_visit",
    "forget_visit",
    "give_consent",
    "load_consent_texts",
    "withdraw_consent",
    "withdraw_one_consent",
]
