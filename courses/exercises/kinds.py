"""All kinds of exercises, by the name of their block."""

from courses.exercises.base import Spec
from courses.exercises.branching import Branching
from courses.exercises.choice_sets import SingleChoiceSet, Summary
from courses.exercises.choices import MultipleChoice, TrueFalse
from courses.exercises.drag_words import DragWords
from courses.exercises.drag_zones import DragZones
from courses.exercises.fill_blanks import FillBlanks
from courses.exercises.flash_cards import FlashCards
from courses.exercises.free_texts import Reflection, ShortText
from courses.exercises.h5p import H5PModule
from courses.exercises.image_hotspots import ImageHotspots
from courses.exercises.mark_words import MarkWords
from courses.exercises.match_pairs import MatchPairs
from courses.exercises.put_in_order import PutInOrder
from courses.exercises.quiz import Quiz
from courses.exercises.video_questions import VideoQuestions

KINDS: dict[str, type[Spec]] = {
    MultipleChoice.kind: MultipleChoice,
    TrueFalse.kind: TrueFalse,
    H5PModule.kind: H5PModule,
    FillBlanks.kind: FillBlanks,
    DragWords.kind: DragWords,
    MarkWords.kind: MarkWords,
    SingleChoiceSet.kind: SingleChoiceSet,
    PutInOrder.kind: PutInOrder,
    MatchPairs.kind: MatchPairs,
    Summary.kind: Summary,
    FlashCards.kind: FlashCards,
    DragZones.kind: DragZones,
    ImageHotspots.kind: ImageHotspots,
    Branching.kind: Branching,
    Quiz.kind: Quiz,
    VideoQuestions.kind: VideoQuestions,
    ShortText.kind: ShortText,
    Reflection.kind: Reflection,
}
SCORED = frozenset(name for name, kind in KINDS.items() if kind.is_scored)
"""Those whose answers can be right or wrong, so that they are evidence for a skill."""
TEXTS = frozenset({ShortText.kind, Reflection.kind})
"""Those that ask for words, which are kept for their writer alone."""
TYPED = frozenset({FillBlanks.kind})
"""Those whose answers hold what somebody typed, which may be anything."""
SCENES = TEXTS | {DragZones.kind, ImageHotspots.kind, VideoQuestions.kind}
"""Those that script adds something to (``js/scenes.js``)."""
MOVED = frozenset({DragWords.kind, MatchPairs.kind, PutInOrder.kind})
"""Those in which script lets one tap or drag (``js/exercises.js``)."""
JUDGED_WHERE_CHOSEN = frozenset({MultipleChoice.kind, MarkWords.kind})
"""Those with a part for what was chosen only: how many are right is no share of the whole."""
TELLS_BESIDE = frozenset({DragZones.kind, Branching.kind, Quiz.kind, VideoQuestions.kind})
"""Those that show the feedback to a part beside it."""
BOUND_TO_LANGUAGE = frozenset({FillBlanks.kind, DragWords.kind, MarkWords.kind})
"""Those whose answers are words and places in a text: in another language they say nothing."""
