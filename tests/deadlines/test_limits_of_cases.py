"""Limits of real cases on a whole stack whose time is moved: noted, told, and shown first."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from deploy.clock import TrialClock
from deploy.faults import Fault
from deploy.stack import Stack
from shared import policy
from tests.access.caller import FORM, Caller
from tests.support.desk import Desk
from tests.support.evidence import at_rest
from tests.support.ledger import superuser
from tests.support.stacks import own_stack
from tests.support.ways import DESK, INCOMPLETE, Step, go, opened, today

CALENDAR = policy.load().calendar


@pytest.fixture(scope="module")
def trial() -> Iterator[Stack]:
    with own_stack(automatic=False, mail=True, virtual_clock=True) as stack:
        yield stack


async def _get(stack: Stack, service: str, path: str, **query: str) -> Any:
    headers = {"Authorization": f"Bearer {stack.token('auditor')}"}
    async with httpx.AsyncClient(headers=headers, trust_env=False, timeout=10) as client:
        answer = await client.get(stack.url(service) + path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json() if "json" in answer.headers["content-type"] else answer.text


async def _report(stack: Stack) -> UUID:
    return await Desk(stack, random.Random(0), {}).hand_in_one(uuid4().hex)


async def _types(stack: Stack, service: str, case_id: UUID) -> list[str]:
    history = await _get(stack, service, f"/v1/cases/{case_id}/history")
    return [event["type"] for event in history["events"]]


async def _told(stack: Stack, case_id: UUID) -> list[str]:
    conn = await superuser(stack, "notify")
    query = "select recipient from notification where case_id = $1 order by queued_at"
    rows = await conn.fetch(query, case_id)
    await conn.close()
    return [row["recipient"] for row in rows]


async def test_a_limit_approaches_is_missed_and_everybody_concerned_is_told(trial: Stack) -> None:
    case_id = await _report(trial)
    due = (await _get(trial, "intake", f"/v1/cases/{case_id}"))["due"]
    today = CALENDAR.day_of(TrialClock(trial).now(), "32.08")
    assert due["on"] == CALENDAR.after(today, 2, "working", "32.08").isoformat()
    assert (due["limit"], due["zone"], due["overdue"]) == ("kajian-awal@1", "WIB", False)

    TrialClock(trial).forward(datetime.fromisoformat(due["until"]) - timedelta(hours=1))
    assert await _types(trial, "intake", case_id) == ["ReportReceived", "DeadlineApproaching"]
    TrialClock(trial).forward(datetime.fromisoformat(due["until"]) + timedelta(seconds=1))
    assert (await _types(trial, "intake", case_id))[1:] == ["DeadlineApproaching", "DeadlineMissed"]
    assert (await _get(trial, "intake", f"/v1/cases/{case_id}"))["due"]["overdue"] is True
    await at_rest(trial, mail=True)
    assert await _told(trial, case_id) == ["reporter", "bawaslu-32.08"]
    page = await _get(trial, "intake", "/metrics")
    assert any(
        line.startswith("netral_cases_past_limit{") and float(line.split()[1]) >= 1
        for line in page.splitlines()
    )


async def test_an_officer_sees_what_is_not_confirmed_and_overrides_it_and_who_it_binds_is_told(
    trial: Stack,
) -> None:
    call = Caller(trial)
    refused = call(None, "POST", "/v1/reports", today(call, {**FORM, "contest": "pilkada-1999"}))
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "body.contest")
    case_id = opened(call, None, "/v1/reports", {**FORM, "contest": "pilkada-berikutnya"})
    go(call, case_id, INCOMPLETE)
    asked = await _get(trial, "intake", f"/v1/cases/{case_id}")
    assert (asked["due"]["limit"], asked["due"]["passes"]) == ("kelengkapan-pilkada@1", "may-end")
    shown = {one["default"]: one for one in asked["defaults"]}
    completion = shown["completion-days"]
    assert (completion["in_force"]["option"], completion["overridden"]) == ("two", False)
    assert {option["option"] for option in completion["options"]} == {"two", "three"}
    assert completion["confidence"] == "unsure"
    assert "defaults" not in (await _get(trial, "intake", "/v1/cases"))["cases"][0]

    chosen = {"default": "completion-days", "option": "three", "reason": "written-guidance"}
    go(call, case_id, (Step("intake", DESK, "override-default", chosen),))
    after = await _get(trial, "intake", f"/v1/cases/{case_id}")
    assert after["due"]["limit"] == "kelengkapan-tiga-pilkada@1"
    shown = {one["default"]: one for one in after["defaults"]}
    assert (shown["completion-days"]["in_force"]["option"], shown["completion-days"]["overridden"]) == (
        "three",
        True,
    )
    last = (await _get(trial, "intake", f"/v1/cases/{case_id}/history"))["events"][-1]
    assert last["type"] == "DefaultOverridden"
    assert last["actor"].startswith("act-"), "a person, by an opaque id"
    await at_rest(trial, mail=True)
    assert await _told(trial, case_id) == ["reporter", "reporter", "reporter"]


async def test_a_worklist_shows_what_is_overdue_first_and_filters_by_day(trial: Stack) -> None:
    late = await _report(trial)
    TrialClock(trial).forward(TrialClock(trial).now() + timedelta(days=14))
    fresh = await _report(trial)
    listed = await _get(trial, "intake", "/v1/cases", state="K01", limit="200")
    ids = [UUID(case["case_id"]) for case in listed["cases"]]
    assert ids.index(late) < ids.index(fresh)
    untils = [case["due"]["until"] for case in listed["cases"]]
    assert untils == sorted(untils)
    today = CALENDAR.day_of(TrialClock(trial).now(), "32.08").isoformat()
    by_today = [UUID(c["case_id"]) for c in (await _get(trial, "intake", "/v1/cases", due=today))["cases"]]
    assert late in by_today
    assert fresh not in by_today


async def test_pages_by_due_date_show_every_case_once(trial: Stack) -> None:
    for _ in range(5):
        await _report(trial)
    whole = (await _get(trial, "intake", "/v1/cases", limit="200"))["cases"]
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await _get(trial, "intake", "/v1/cases", limit="2", **cursor)
        found += [case["case_id"] for case in page["cases"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert found == [case["case_id"] for case in whole]


async def test_time_is_moved_forward_alone_and_outlives_a_restart(trial: Stack) -> None:
    clock = TrialClock(trial)
    with pytest.raises(Fault, match="past already"):
        clock.forward(clock.now() - timedelta(seconds=1))
    ahead = clock.now() + timedelta(days=1)
    clock.forward(ahead)
    trial.kill_service("intake")
    trial.start_service("intake")
    case_id = await _report(trial)
    opened = (await _get(trial, "intake", f"/v1/cases/{case_id}"))["opened_at"]
    assert datetime.fromisoformat(opened) >= ahead


async def test_a_step_happened_neither_before_the_last_one_nor_later_than_now(trial: Stack) -> None:
    """A moment before is refused by name of its field; one of a clock a little ahead is taken as now."""
    case_id = await _report(trial)
    clock = TrialClock(trial)
    headers = {"Authorization": f"Bearer {trial.token('bawaslu-officer')}"}
    url = f"{trial.url('intake')}/v1/cases/{case_id}/begin-review"
    async with httpx.AsyncClient(headers=headers, trust_env=False, timeout=10) as client:
        for at, status in (
            (clock.now() - timedelta(days=90), 422),
            (clock.now() + timedelta(minutes=1), 200),
        ):
            answer = await client.post(url, json={"occurred_at": at.isoformat()}, headers={"If-Match": '"1"'})
            assert answer.status_code == status, answer.text
            assert status == httpx.codes.OK or "body.occurred_at" in answer.json()["detail"]
    begun = (await _get(trial, "intake", f"/v1/cases/{case_id}/history"))["events"][-1]
    assert datetime.fromisoformat(begun["occurred_at"]) <= clock.now()


def test_the_command_shows_and_moves_time(trial: Stack) -> None:
    def said(*words: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "deploy.cli.main", "clock", *words],
            env={**os.environ, "NETRAL_HOME": str(trial.home.root)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout.strip(), done.stderr

    before = TrialClock(trial).now()
    status, now, errors = said("forward", "3h")
    assert status == 0, errors
    assert datetime.fromisoformat(now) - before >= timedelta(hours=3, seconds=-1)
    assert datetime.fromisoformat(said("show")[1]) >= datetime.fromisoformat(now)
    status, _, errors = said("forward", before.isoformat())
    assert (status, "past already" in errors) == (1, True)
    status, _, errors = said("forward", "soon")
    assert (status, "3d, 12h or 30m" in errors) == (2, True)
