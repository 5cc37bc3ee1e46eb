"""The law and the directory of offices as versioned data; code names no number and no article."""

from shared.policy.faults import Finding, PolicyFault
from shared.policy.loading import FOLDER, load, load_or_exit
from shared.policy.policy import KINDS, Policy

__all__ = ["FOLDER", "KINDS", "Finding", "Policy", "PolicyFault", "load", "load_or_exit"]
