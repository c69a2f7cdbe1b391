"""Models of practices: the library, what cities made of it, and their digital plans."""

from uprest.practices.models.adaptations import Adaptation, AdaptationNote
from uprest.practices.models.library import (
    CostBand,
    EffortBand,
    Evidence,
    Kind,
    Licence,
    PracticeIndexPage,
    PracticePage,
    PracticeSector,
    PracticeSkill,
)
from uprest.practices.models.plans import PlanAction, PlanAnswer, PlanRound

__all__ = [
    "Adaptation",
    "AdaptationNote",
    "CostBand",
    "EffortBand",
    "Evidence",
    "Kind",
    "Licence",
    "PlanAction",
    "PlanAnswer",
    "PlanRound",
    "PracticeIndexPage",
    "PracticePage",
    "PracticeSector",
    "PracticeSkill",
]
