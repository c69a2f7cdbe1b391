"""Which texts of events can be in every language."""

from modeltranslation.translator import TranslationOptions, register

from uprest.events.models import AgendaItem, Event

# Who reads neither the city's language nor English sees what there is.
FALLBACK = {"default": ("en", "sv", "it", "hr")}


@register(Event)
class EventTranslation(TranslationOptions):
    """Texts of an event."""

    fields = ("title", "description")
    fallback_languages = FALLBACK


@register(AgendaItem)
class AgendaItemTranslation(TranslationOptions):
    """Text of a part of the agenda."""

    fields = ("title",)
    fallback_languages = FALLBACK
