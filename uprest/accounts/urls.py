"""Addresses of the account, beside allauth's own below the same ``account/``."""

from django.urls import path

from uprest.accounts.views import account, handover, visits

app_name = "accounts"
urlpatterns = [
    path("", account.show_account, name="account"),
    path("consents/<int:consent_id>/withdraw/", account.withdraw, name="withdraw_consent"),
    path("my-data/", account.download_my_data, name="my_data"),
    path("delete/", account.erase, name="erase"),
    path("deleted/", account.say_erased, name="erased"),
    path("keep/", visits.keep, name="keep"),
    path("keep/mine/", visits.claim, name="claim_visit"),
    path("keep/not-mine/", visits.forget, name="forget_visit"),
    path("other-phone/", handover.show_code, name="handover"),
    path("other-phone/enter/", handover.enter_code, name="handover_enter"),
    path("other-phone/done/", handover.say_done, name="handover_done"),
]
