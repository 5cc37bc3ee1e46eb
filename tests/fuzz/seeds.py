"""Cases in as many states as the stages have, for requests that are to reach a decision."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import httpx

from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from tests.access.caller import FORM, Caller
from tests.support import ways
from tests.support.desk import REGION, TODAY
from tests.support.ways import Step, Way

AT_ONCE = 6
Known = dict[str, list[dict[str, Any]]]
"""The cases that each service knows, as its API shows them."""


def sown(stack: Stack) -> Known:
    """Hand reports in and take each another way; a few are merged, withdrawn or begin as something else."""
    call = Caller(stack)
    at: dict[str, list[UUID]] = {service: [] for service in SERVICES}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for case_id, service in pool.map(lambda plant: plant(call), [*_plants()]):
            at[service].append(case_id)
        # the earlier stages keep what they handed over, and notify tells of all
        at["triage"] += at["sanctions"][:2]
        at["intake"] += at["triage"][:2]
        at["notify"] += [*at["intake"][:2], *at["sanctions"][:2]]
    return {service: [_seen(call, case_id, service) for case_id in ids] for service, ids in at.items()}


def _seen(call: Caller, case_id: UUID, service: str) -> dict[str, Any]:
    path = f"/v1/cases/{case_id}"
    ways.arrived(call, path, service)
    seen: dict[str, Any] = call("auditor", "GET", path, service=service).json()
    return seen


Plant = Callable[[Caller], tuple[UUID, str]]


def _plants() -> Iterator[Plant]:
    """One for each state in which a case can rest at a stage, and what does not begin as a report."""
    out_of_scope = Step("intake", ways.DESK, "declare-out-of-scope", {"reason": "village-head"})
    for way in ((), ways.REVIEWED, ways.INCOMPLETE, ways.COMPLETED, (*ways.REVIEWED, out_of_scope)):
        yield partial(_report, way, "intake")
    yield partial(_report, (*ways.REGISTERED, *ways.VERIFIED), "triage")
    yield partial(_report, ways.AT_BKN, "sanctions")
    no_violation = Step("triage", ways.DESK, "discontinue-study", {"reason": "no-evidence"})
    rejected = Step("triage", ways.VERIFIER, "reject-report", {"reason": "no-evidence"})
    for way in ((), ways.STUDIED, (*ways.STUDIED, no_violation), ways.FORWARDED, (*ways.FORWARDED, rejected)):
        yield partial(_finding, way, "triage")
    for way in _at_sanctions():
        yield partial(_finding, (*ways.VERIFIED, *way), "sanctions")
    yield _media_item
    yield _merged
    yield _withdrawn


def _at_sanctions() -> Iterator[Way]:
    """As far as a case comes in a day; an examination lies days after its summons."""
    moral = ways.decided("moral")
    yield from (ways.AT_PPK, ways.SUMMONED, ways.IN_PANEL, ways.JUDGED)
    yield from ((*ways.JUDGED, moral[0]), (*ways.JUDGED, *moral), (*ways.JUDGED, *moral, *ways.in_effect()))


def _report(way: Way, service: str, call: Caller) -> tuple[UUID, str]:
    case_id = ways.opened(call, None, "/v1/reports", FORM)
    ways.go(call, case_id, way)
    return case_id, service


def _finding(way: Way, service: str, call: Caller) -> tuple[UUID, str]:
    """What Bawaslu found itself is registered at once, and needs no validation."""
    found = {"region": REGION, "found_on": TODAY, "account": FORM["account"]}
    case_id = ways.opened(call, ways.DESK, "/v1/findings", found)
    ways.go(call, case_id, way)
    return case_id, service


def _media_item(call: Caller) -> tuple[UUID, str]:
    item = {"id": uuid4().hex, "title": "Judul contoh", "text": "Isi contoh."}
    return ways.opened(call, "importer", "/v1/media-items", item), "intake"


def _merged(call: Caller) -> tuple[UUID, str]:
    master, case_id = (ways.opened(call, None, "/v1/reports", FORM) for _ in range(2))
    link = ways.Step("intake", ways.DESK, "link-duplicate", {"master": str(master)})
    ways.go(call, case_id, (*ways.REVIEWED, link))
    return case_id, "intake"


def _withdrawn(call: Caller) -> tuple[UUID, str]:
    made = call(None, "POST", "/v1/reports", FORM).json()
    taken_back = call(None, "POST", f"/v1/receipts/{made['receipt']}/withdrawal")
    assert taken_back.status_code == httpx.codes.OK, taken_back.text
    return UUID(made["case_id"]), "intake"
