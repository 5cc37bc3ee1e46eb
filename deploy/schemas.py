"""The committed JSON Schemas of all events, and the rule that they only ever change compatibly.

Every version of an event's schema lies under its owner, `services/<stage>/schemas/<Event>.<n>.json`. The
newest equals the model; every older one must be readable by the model and the other way round
(FULL_TRANSITIVE): a field may come or go only if it is optional, and a field that stays keeps its meaning.
A new meaning is a new type.

    python -m deploy.schemas --check     exit 1 and one line for each fault
    python -m deploy.schemas --write     add the schema of every event that has changed compatibly
"""

import argparse
import importlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.contract import Contract

SERVICES = Path(__file__).parent.parent / "services"
STAGES = ("intake", "triage", "sanctions", "notify")
IGNORED = {"description", "title", "examples"}
"""Words for people: they may change freely."""

Schema = Mapping[str, Any]


def contracts() -> Iterator[Contract]:
    """The contracts of all services."""
    for stage in STAGES:
        yield importlib.import_module(f"services.{stage}.contract").CONTRACT


def committed(stage: str, event: str) -> list[Schema]:
    """All committed versions of an event's schema, oldest first."""
    folder = SERVICES / stage / "schemas"
    found = {int(path.suffixes[-2][1:]): path for path in folder.glob(f"{event}.*.json")}
    return [json.loads(found[n].read_text(encoding="utf-8")) for n in sorted(found)]


def incompatible(old: Schema, new: Schema) -> list[str]:
    """Why events of one schema cannot be read by the other; empty if both can."""
    before, after = old.get("properties", {}), new.get("properties", {})
    faults = [f"the required field {n} is gone" for n in old.get("required", ()) if n not in after]
    faults += [f"the new field {n} is required" for n in new.get("required", ()) if n not in before]
    for name in before.keys() & after.keys():
        if _meaning(before[name]) != _meaning(after[name]):
            faults.append(f"the field {name} means something else")
        if (name in old.get("required", ())) != (name in new.get("required", ())):
            faults.append(f"the field {name} is required on one side only")
    parts, newer = old.get("$defs", {}), new.get("$defs", {})
    for name in parts.keys() & newer.keys():
        faults += [f"{name}: {fault}" for fault in incompatible(parts[name], newer[name])]
    return faults


def check() -> list[str]:
    """Every fault of the committed schemas, one line each."""
    faults: list[str] = []
    for contract in contracts():
        stale = _names(contract.source) - contract.events.keys()
        faults += [f"{contract.source}.{name}: its model is gone" for name in sorted(stale)]
        for event, schema in contract.schemas().items():
            versions = committed(contract.source, event)
            where = f"{contract.source}.{event}"
            if not versions:
                faults.append(f"{where}: no schema is committed; run python -m deploy.schemas --write")
            elif versions[-1] != schema:
                faults.append(f"{where}: the newest schema is not the model's; run --write")
            for n, version in enumerate(versions, 1):
                faults += [f"{where} against version {n}: {f}" for f in incompatible(version, schema)]
    return faults


def write() -> list[str]:
    """Commit to files what has changed compatibly. Returns the faults that kept something from it."""
    faults: list[str] = []
    for contract in contracts():
        for event, schema in contract.schemas().items():
            versions = committed(contract.source, event)
            broken = [fault for version in versions for fault in incompatible(version, schema)]
            if broken:
                faults += [f"{contract.source}.{event}: {fault}" for fault in broken]
            elif not versions or versions[-1] != schema:
                path = SERVICES / contract.source / "schemas" / f"{event}.{len(versions) + 1}.json"
                path.write_text(json.dumps(schema, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return faults


def _names(stage: str) -> set[str]:
    return {path.name.split(".")[0] for path in (SERVICES / stage / "schemas").glob("*.json")}


def _meaning(schema: Any) -> Any:
    if isinstance(schema, Mapping):
        return {name: _meaning(value) for name, value in schema.items() if name not in IGNORED}
    return [_meaning(item) for item in schema] if isinstance(schema, list) else schema


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 1 if there is a fault."""
    parser = argparse.ArgumentParser(prog="python -m deploy.schemas", description="Event schemas.")
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true", help="compare models with committed schemas")
    mode.add_argument("--write", action="store_true", help="add schemas that changed compatibly")
    faults = check() if parser.parse_args(arguments).check else write()
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    if not faults:
        sys.stdout.write("event schemas: all compatible\n")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
