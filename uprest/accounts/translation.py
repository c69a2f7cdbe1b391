"""Which texts about consent exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from uprest.accounts.models import ConsentText


@register(ConsentText)
class ConsentTextTranslation(TranslationOptions):
    """Texts of a consent."""

    fields = ("title", "text")
