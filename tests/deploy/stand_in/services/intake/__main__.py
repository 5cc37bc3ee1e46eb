"""Stands in for the service of this name."""

from importlib import import_module

import_module("services.anybody").serve("intake")
