"""What comes in with an attempt."""

from django import forms


class AttemptForm(forms.Form):
    """An attempt's id, made when its page was drawn: sent twice, it is one attempt."""

    attempt = forms.UUIDField()
