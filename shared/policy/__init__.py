"""The law and the directory of offices as versioned data; code names no number and no article."""

from shared.policy.policy import Policy, PolicyFault, load

__all__ = ["Policy", "PolicyFault", "load"]
