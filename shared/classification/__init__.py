"""Which codes of the catalogue an act may fall under, by facts, policy and a day. An officer decides."""

from shared.classification.answer import Answer, Suggestion
from shared.classification.classifier import Classifier
from shared.classification.facts import FactSet, Unknown

__all__ = ["Answer", "Classifier", "FactSet", "Suggestion", "Unknown"]
