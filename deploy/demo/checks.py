"""What must hold when the play is over; each check says what it looked at, and what is wrong."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any
from uuid import UUID

from deploy.demo.agencies import Agencies
from deploy.demo.story import Story
from deploy.importer.run import Imported
from deploy.snapshot import collect
from deploy.stack import Stack
from deploy.verify.addresses import addresses
from deploy.verify.verify import verify_all

SETTLED = 60.0  # seconds until everything that follows from the play must have arrived
_POLL = 0.3  # seconds
_LISTED = 5  # names that a check lists


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold. `detail` tells how much was looked at, or what is wrong."""

    name: str
    holds: bool
    detail: str

    def as_json(self) -> dict[str, Any]:
        """For `netral demo --json`."""
        return {"name": self.name, "holds": self.holds, "detail": self.detail}


def imported(done: Imported, expected: int) -> Check:
    """Every line of the file is stored."""
    stored = done.accepted + done.known
    detail = f"{stored} of {expected} items ({done.accepted} new, {done.known} known)"
    return Check("Impor lengkap / every item imported", stored == expected and not done.rejected, detail)


async def eventually(look: Callable[[], Awaitable[Check]]) -> Check:
    """Look again until the check holds, for SETTLED seconds at most: what follows from a play takes time."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SETTLED
    while True:
        check = await look()
        if check.holds or loop.time() > until:
            return check
        await asyncio.sleep(_POLL)


async def settled(stack: Stack) -> Check:
    """Nothing is unpublished, lagging, waiting or dead, and no notification is left to be sent.

    The services are asked one after the other, so this alone is no proof that all has arrived.
    """
    left = await asyncio.to_thread(_left, stack)
    return Check("Tidak ada yang tertinggal / nothing left behind", not left, left or "all arrived")


def _left(stack: Stack) -> str:
    found = collect(stack)
    left = [
        f"{service.name}: {figure} {service.figures[figure]}"
        for service in found.services
        for figure in ("unpublished", "lag", "waiting", "dead_letters")
        if service.figures[figure] != 0
    ]
    if queued := found.notifications.get("queued"):
        left.append(f"notifications queued {queued}")
    return ", ".join(left)


async def ended(
    agencies: Agencies, stories: Sequence[Story], cases: Mapping[str, UUID], stuck: Mapping[str, str]
) -> Check:
    """Every case is where the script says, with the agency that the script says."""
    wrong = [f"{name}: {reason}" for name, reason in stuck.items()]
    for story in stories:
        if story.name in stuck:
            continue
        case = await agencies.case(story.ends_at, cases[story.name])
        state = case["state"] if case else "nowhere"
        if state != story.ends_in:
            wrong.append(f"{story.name}: {state} at {story.ends_at} instead of {story.ends_in}")
        elif case and case["escalation"] != story.escalation:
            wrong.append(f"{story.name}: escalation {case['escalation']} instead of {story.escalation}")
    return _check(
        "Setiap perkara berakhir menurut naskah / every case ended as scripted", wrong, len(stories)
    )


async def verified(stack: Stack) -> Check:
    """Every ledger is whole."""
    report = await verify_all(addresses(stack))
    name = "Semua buku besar utuh / every ledger verified"
    if report.whole:
        detail = f"{report.ledgers} ledgers, {report.cases} cases, {report.events} events"
        return Check(name, True, detail)
    return Check(name, False, f"{len(report.broken)} findings; see: netral verify")


async def told(agencies: Agencies, stories: Sequence[Story], cases: Mapping[str, UUID]) -> Check:
    """Every notification of these cases is sent, and of each end that somebody is told of there is one."""
    wrong, count = [], 0
    for story in stories:
        sent = set()
        for one in await agencies.notifications(cases[story.name]):
            count += 1
            if one["state"] == "sent":
                sent.add(one["told_state"])
            else:
                wrong.append(f"{story.name}: to {one['recipient']} {one['state']}")
        if story.told and story.ends_in not in sent:
            wrong.append(f"{story.name}: nobody was told of {story.ends_in}")
    return _check("Setiap pemberitahuan terkirim / every notification sent", wrong, count)


async def arrived(
    agencies: Agencies, cases: Mapping[str, UUID], folder: Path, *, strictly_once: bool
) -> Check:
    """Each sent notification has its mail, by Message-ID: exactly one, or at least one.

    A process that was killed between the mail server's answer and its record sends the mail again under
    the same Message-ID; so only a run that nothing interrupted can ask for exactly one.
    """
    mails = await asyncio.to_thread(_mails, folder)
    wrong, count, twins = [], 0, 0
    for name, case_id in cases.items():
        for one in await agencies.notifications(case_id):
            if one["state"] != "sent":
                continue
            count += 1
            found = mails[f"<{one['id']}@netral.example>"]
            twins += found > 1
            if found < 1 or (found > 1 and strictly_once):
                wrong.append(f"{name}: {found} mails to {one['recipient']} about {one['told_state']}")
    check = _check("Setiap surat tiba / every mail arrived", wrong, count)
    if check.holds and twins:
        return Check(check.name, True, f"{check.detail}, {twins} of them twice after an interruption")
    return check


def _mails(folder: Path) -> Counter[str]:
    """How many mails of each Message-ID there are."""
    parser, found = BytesHeaderParser(), Counter[str]()
    for file in folder.glob("*.eml"):
        with file.open("rb") as content:
            found[str(parser.parse(content)["Message-ID"]).strip()] += 1
    return found


def _check(name: str, wrong: Sequence[str], count: int) -> Check:
    if not wrong:
        return Check(name, True, str(count))
    more = f" and {len(wrong) - _LISTED} more" if len(wrong) > _LISTED else ""
    return Check(name, False, "; ".join(wrong[:_LISTED]) + more)
