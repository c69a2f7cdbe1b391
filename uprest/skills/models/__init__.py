"""Models of the vocabulary."""

from uprest.skills.models.frameworks import Area, Descriptor, Framework, Skill
from uprest.skills.models.occupations import Occupation, Relation, Requirement

__all__ = ["Area", "Descriptor", "Framework", "Occupation", "Relation", "Requirement", "Skill"]
