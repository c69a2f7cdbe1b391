"""Writes of the vocabulary."""

from uprest.skills.services.requirements import save_requirements
from uprest.skills.services.vocabulary import load_vocabulary

__all__ = ["load_vocabulary", "save_requirements"]
