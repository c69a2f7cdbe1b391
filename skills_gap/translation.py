"""Which texts of the skills check exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from skills_gap.models import AnswerOption, KnowledgeItem, KnowledgeOption, Question


@register(Question)
class QuestionTranslation(TranslationOptions):
    """Texts of a question."""

    fields = ("situation", "prompt")


@register(AnswerOption)
class AnswerOptionTranslation(TranslationOptions):
    """Text of an answer."""

    fields = ("text",)


@register(KnowledgeItem)
class KnowledgeItemTranslation(TranslationOptions):
    """Text of a knowledge item."""

    fields = ("question",)


@register(KnowledgeOption)
class KnowledgeOptionTranslation(TranslationOptions):
    """Texts of an option."""

    fields = ("text", "feedback")
