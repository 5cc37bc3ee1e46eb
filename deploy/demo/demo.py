"""The demo as a whole: import, play, watch, check."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from rich.console import Console

from deploy.clock import TrialClock
from deploy.demo import checks
from deploy.demo.agencies import Agencies
from deploy.demo.board import Board
from deploy.demo.checks import Check
from deploy.demo.memory import Memory
from deploy.demo.player import Player
from deploy.demo.script import STORIES
from deploy.demo.story import Story
from deploy.demo.summary import Ending, endings
from deploy.demo.turns import Turns
from deploy.demo.watcher import Watcher
from deploy.environment import SMTP, external
from deploy.importer.desk import Desk
from deploy.importer.run import AT_ONCE, Import, Imported
from deploy.stack import Stack

MEDIA = Path(__file__).parent / "media_cases.jsonl"
"""138 summaries of news in the project's own words, without personal names."""

_PACE = 0.6  # seconds before each command when somebody watches


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a run: the case of each story that began, the endings of those told, and the checks."""

    cases: dict[str, UUID]
    endings: tuple[Ending, ...]
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Whether everything is as it should be."""
        return all(check.holds for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """For `netral demo --json`."""
        return {
            "cases": {name: str(case_id) for name, case_id in self.cases.items()},
            "endings": [ending.as_json() for ending in self.endings],
            "checks": [check.as_json() for check in self.checks],
            "holds": self.holds,
        }


async def run(stack: Stack, memory: Memory, console: Console, told: Callable[[str], None]) -> Played:
    """Play the script on a running stack, from wherever an earlier run left it, and check the end.

    `told` gets a line about each part of the work. Raises Fault if a service stays away.
    """
    interrupted_before = memory.resumed
    told("Mengimpor informasi awal / importing media items")
    done = await _import(stack)
    told("Memainkan perkara / playing cases (their course is invented)")
    async with Agencies(stack) as agencies:
        cases, stuck = await _play(agencies, memory, console, stack)
        told("Memeriksa / checking")
        stories = [story for story in STORIES if story.name in cases]
        found = [
            checks.imported(done, _count()),
            await checks.ended(agencies, STORIES, cases, stuck),
            await checks.eventually(lambda: checks.told(agencies, stories, cases)),
            await checks.eventually(lambda: checks.settled(stack)),
        ]
        if external(SMTP) is None:
            folder, once = stack.mail.folder, not interrupted_before
            found.append(
                await checks.eventually(lambda: checks.arrived(agencies, cases, folder, strictly_once=once))
            )
        found.append(await checks.verified(stack))
        ended = await endings(agencies, stories, cases)
    return Played(cases, ended, tuple(found))


async def _import(stack: Stack) -> Imported:
    async with Desk(stack.url("intake"), stack.token("importer"), AT_ONCE) as desk:
        with MEDIA.open("rb") as file:
            return await Import(desk, lambda _done: None).run(file)


def _count() -> int:
    with MEDIA.open("rb") as file:
        return sum(1 for line in file if line.strip())


async def _play(
    agencies: Agencies, memory: Memory, console: Console, stack: Stack
) -> tuple[dict[str, UUID], dict[str, str]]:
    """The cases by story, and why stories got stuck."""
    cases: dict[str, UUID] = {}
    clock = TrialClock(stack)
    turns = Turns(len(STORIES), clock)
    with Board(STORIES, console, clock.now, stack.trace_address) as board:

        def opened(story: Story, case_id: UUID) -> None:
            cases[story.name] = case_id
            board.opened(story, case_id)

        watcher = Watcher(agencies, board, clock.now)
        beside = [asyncio.create_task(watcher.run()), asyncio.create_task(turns.run())]
        try:
            pace = _PACE if console.is_terminal else 0.0
            player = Player(agencies, memory, turns, opened, board.narrate, pace)
            stuck = await player.play(STORIES)
        finally:
            for task in beside:
                task.cancel()
            for task in beside:
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        await watcher.look(whole=True)
    return cases, stuck
