from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "uprest.accounts"
    label = "accounts"
