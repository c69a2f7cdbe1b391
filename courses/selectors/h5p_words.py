"""What is not carried over between our exercises and H5P, in sentences."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.exercises.exchange.base import Loss

SENTENCES = {
    "skill": gettext_lazy("Which skill and level it shows: H5P has no place for that."),
    "choose-skill": gettext_lazy("Choose the skill and the level that it shows; H5P has none."),
    "pass-mark": gettext_lazy("The pass mark: this type of H5P has none."),
    "labels": gettext_lazy("The words on its buttons: UPREST has its own, in each language."),
    "settings": gettext_lazy("How it behaves: %(detail)s. Here everybody may try again."),
    "single-point": gettext_lazy("One point for everything: here each right answer counts."),
    "media": gettext_lazy("Pictures, sounds or videos in it. Add them to the lesson as blocks."),
    "formats": gettext_lazy("Bold words, links and other formats: the words stay."),
    "tips": gettext_lazy("Tips beside answers."),
    "not-chosen-feedback": gettext_lazy("Feedback to answers that are not chosen."),
    "overall-feedback": gettext_lazy("Feedback on the whole: “%(detail)s”"),
    "more-feedback": gettext_lazy("Feedback to one more range of points: “%(detail)s”"),
    "score-words": gettext_lazy("Feedback that counts points: “%(detail)s”. UPREST counts itself."),
    "too-many-answers": gettext_lazy("At most %(detail)s answers can be published."),
    "no-right-answer": gettext_lazy("No answer is right: mark one before publishing."),
    "add-feedback": gettext_lazy("Feedback is missing: add it before publishing."),
    "spelling-errors": gettext_lazy("Small spelling errors count as right: here they do not."),
    "word-feedback": gettext_lazy("Feedback to single words."),
    "no-marks": gettext_lazy("No word has stars: mark one before publishing."),
    "question-feedback": gettext_lazy("Feedback to single questions."),
    "nothing-wrong": gettext_lazy("A question has no wrong answer: add one."),
    "feedback-as-tip": gettext_lazy("Feedback becomes tips, which can be read before answering."),
    "tip-as-feedback": gettext_lazy("Tips become feedback, which is shown after answering."),
    "description": gettext_lazy("The text above the cards: “%(detail)s”"),
    "repetition": gettext_lazy("The repetition mode: here cards are gone through once."),
    "true-false-words": gettext_lazy("Its own words for true and false: %(detail)s."),
    "picture": gettext_lazy(
        "The picture: it is not in the library of pictures any more, or damaged."
    ),
    "lost-picture": gettext_lazy(
        "The picture “%(detail)s”: it is not in the file, or damaged. Choose one before publishing."
    ),
    "picture-text": gettext_lazy("The text for those who cannot see the picture."),
    "choose-picture": gettext_lazy(
        "Nothing is lost, but the picture is missing: choose one before publishing."
    ),
    "write-picture-text": gettext_lazy(
        "Nothing is lost, but say what the picture shows before publishing."
    ),
    "picture-items": gettext_lazy("Items that are pictures: here they are words."),
    "item-feedback": gettext_lazy("Feedback to single items."),
    "single-zone": gettext_lazy("Zones that hold one item only: here each holds several."),
    "too-few-zones": gettext_lazy(
        "Nothing is lost, but at least two zones are needed: add them before publishing."
    ),
    "title": gettext_lazy("What is asked becomes the title of the package: “%(detail)s”"),
    "add-headings": gettext_lazy(
        "Nothing is lost, but some places have no heading: add it before publishing."
    ),
    "path-points": gettext_lazy("The share of the best points: H5P adds up points alone."),
    "outcomes": gettext_lazy("Endings by points: there is one for everybody."),
    "no-question": gettext_lazy("Pages of the story that ask nothing."),
    "way-back": gettext_lazy("Choices that lead back: here the story ends with them."),
    "give-points": gettext_lazy(
        "Nothing is lost, but no choice gives points: set them before publishing."
    ),
    "most-points": gettext_lazy("Points beyond %(detail)s for a choice."),
    "add-consequences": gettext_lazy(
        "Nothing is lost, but say what comes of each choice before publishing."
    ),
    "attempt-limit": gettext_lazy("The number of tries: in H5P everybody may try again."),
    "other-questions": gettext_lazy("Questions of a kind that has no place in it: %(detail)s."),
    "introduction": gettext_lazy("Words before it starts."),
    "order": gettext_lazy("The order of its questions: here each try draws them."),
    "video": gettext_lazy("The video and its captions: add them in H5P."),
    "choose-video": gettext_lazy("The video and its captions: choose them before publishing."),
    "transcript": gettext_lazy("What is said in the video, in words."),
    "keywords": gettext_lazy("Points for words in the text: nobody scores it here."),
    "placeholder": gettext_lazy("The grey words in the empty field."),
    "criteria-as-text": gettext_lazy(
        "Ticking what makes a good text: in H5P that stands above the model answer, as text."
    ),
    "end-videos": gettext_lazy("The videos at its end."),
    "submit-screens": gettext_lazy(
        "Screens on the way that hand in the answers: here all are handed in together."
    ),
    "bookmarks": gettext_lazy("Bookmarks in the video."),
    "jumps": gettext_lazy("Jumps and messages after right or wrong answers."),
    "must-be-right": gettext_lazy("Questions without which the video does not go on."),
    "other-content": gettext_lazy("Content of a kind that has no place in it: %(detail)s."),
    "unread-text": gettext_lazy("A text that has no place in it: “%(detail)s”"),
    "add-criteria": gettext_lazy(
        "Nothing is lost, but say what makes a good text before publishing."
    ),
}


def describe_loss(loss: Loss) -> str:
    """Return a sentence for ``loss``."""
    sentence = SENTENCES.get(loss.code)
    if sentence is None:
        return _("Something else: %(detail)s.") % {"detail": loss.detail or loss.code}
    return str(sentence) % {"detail": loss.detail} if loss.detail else str(sentence)


def describe_losses(losses: Iterable[Loss]) -> tuple[str, ...]:
    """Return a sentence for each of ``losses``."""
    return tuple(map(describe_loss, losses))
