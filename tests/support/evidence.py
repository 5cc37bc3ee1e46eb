"""What must be true of the four databases when everything has come to rest, recomputed from the bytes."""

import asyncio
import json
from collections import Counter
from collections.abc import Collection, Iterable
from email.parser import BytesHeaderParser
from pathlib import Path
from uuid import UUID

import asyncpg

from deploy.stack import Stack
from shared import policy
from shared.event import GENESIS, Event, ledger_link
from shared.identifiers import derived_id
from tests.support import stream
from tests.support.ledger import READS, SERVICES, Books, Progress, progress, read_all
from tests.support.until import until

PATH = {
    "intake": Counter(ReportReceived=1, InitialReviewBegun=1, CaseRegistered=1, ProgressNoted=5),
    "triage": Counter(
        StudyQueued=1,
        StudyBegun=1,
        StudyConcluded=1,
        ForwardedToBkn=1,
        SatgasQueued=1,
        SatgasVerified=1,
        BawasluValidated=1,
        EndNoted=1,
    ),
    "sanctions": Counter(
        RecommendationQueued=1,
        RecommendationIssued=1,
        PpkNotified=1,
        EthicsPanelFormed=1,
        PanelConcluded=1,
        DecisionIssued=1,
        DecisionDelivered=1,
        DecisionEffective=1,
        SanctionCompleted=1,
    ),
}
"""What happens to a report whose officers act by themselves: each of these once, whatever broke."""
NOTES = frozenset({"DeadlineApproaching", "DeadlineMissed", "WaitingPeriodEnded"})
"""What may happen beside where time passes, each once for a limit."""
ENDS = {"intake": "K10", "triage": "K23", "sanctions": "K95"}


async def at_rest(stack: Stack, *, mail: bool = False, without: Collection[str] = ()) -> None:
    """Wait until nothing is unpublished, under way or held back (with `mail`: nor unsent).

    `without` names services that do not run and are not waited for. Gives up when nothing has moved at
    all for as long as `until` waits.
    """
    seen: dict[str, Progress] = {}

    async def moved_or_at_rest() -> dict[str, Progress]:
        try:
            now = await progress(stack)
        except (OSError, asyncpg.PostgresError):
            return {}  # it was restarted a moment ago
        return now if now != seen or not unrest(now, mail=mail, without=without) else {}

    try:
        while (now := await until(moved_or_at_rest, "the stack does not come to rest")) != seen:
            seen = now
    except AssertionError as fault:
        raise AssertionError(f"{fault}; " + "; ".join(unrest(seen, mail=mail, without=without))) from None


def unrest(now: dict[str, Progress], *, mail: bool = False, without: Collection[str] = ()) -> list[str]:
    """What is still to be done, in words."""
    found = []
    for service, at in now.items():
        if service in without:
            continue
        if at.published < at.written:
            found.append(f"{service} published {at.published} of {at.written}")
        if at.held:
            found.append(f"{service} holds {at.held} events back")
        if mail and (queued := at.mails.get("queued")):
            found.append(f"{service} has {queued} notifications to send")
        found += [
            f"{service} took in {at.applied.get(source, 0)} of {now[source].published} of {source}"
            for source in READS[service]
            if at.applied.get(source, 0) != now[source].published
        ]
    return found


async def check(stack: Stack, accepted: Iterable[UUID], *, mail: bool = False) -> Counter[UUID]:
    """Wait for rest, then assert everything: each accepted report is there, whole, and once.

    With `mail`, answers which notifications were mailed more than once.
    """
    await at_rest(stack, mail=mail)
    for service, sources in READS.items():
        await _committed(stack, service, sources)
    books = await read_all(stack)
    for each in books.values():
        whole(each)
        consumed(each, books)
    wanted = set(accepted)
    lost, doubled = compare(books, wanted)
    assert not lost, f"{len(lost)} of {len(wanted)} reports are lost: {lost[:5]}"
    assert not doubled, f"doubled: {doubled[:5]}"
    told(books)
    return sent(books["notify"], stack.home.mail) if mail else Counter()


async def _committed(stack: Stack, service: str, sources: Collection[str]) -> None:
    """Kafka too says that nothing is left to read, duplicates included."""
    behind: list[str] = []

    async def to_the_end() -> bool:
        behind[:] = await asyncio.to_thread(stream.commits, stack.kafka.admin, service, list(sources))
        return not behind

    try:
        await until(to_the_end, f"{service} reads to the end of its topics")
    except AssertionError as fault:
        raise AssertionError(f"{fault}; {'; '.join(behind)}") from None


def whole(books: Books) -> None:
    """Versions and positions without gaps, both chains following from the bytes, case rows at their heads."""
    for case_id, events in books.by_case.items():
        assert [e.version for e in events] == list(range(1, len(events) + 1)), (books.service, case_id)
        chain = GENESIS
        for event in events:
            assert event.link(chain) == event.chain, (books.service, case_id, event.version)
            chain = event.chain
        version, head, _ = books.cases[case_id]
        assert (version, head) == (len(events), chain), (books.service, case_id)
    assert books.cases.keys() == books.by_case.keys(), books.service
    positions = [event.position for event, _ in books.published]
    assert positions == list(range(1, len(books.ledger) + 1)), books.service
    assert {event.id for event, _ in books.published} == {event.id for event in books.ledger}
    chain, seen = GENESIS, Counter[UUID]()
    for event, ledger_chain in books.published:
        chain = ledger_link(chain, event.chain)
        assert chain == ledger_chain, (books.service, event.position)
        seen[event.case_id] += 1
        assert seen[event.case_id] == event.version, f"{books.service} published {event.case_id} out of order"


def consumed(books: Books, others: dict[str, Books]) -> None:
    """The inbox stands exactly at the heads of every source; nothing waits, nothing is dead, nobody lied."""
    assert (books.waiting, books.open_letters, books.discrepancies) == (0, 0, []), books.service
    expected = {
        (source, case_id): (len(events), events[-1].chain, False)
        for source in READS[books.service]
        for case_id, events in others[source].by_case.items()
    }
    assert books.inbox == expected, books.service
    for source in READS[books.service]:
        assert books.applied.get(source, 0) == len(others[source].ledger), (books.service, source)


def compare(books: dict[str, Books], wanted: set[UUID]) -> tuple[list[str], list[str]]:
    """Which accepted reports have not happened entirely, and what happened more often than it should."""
    lost, doubled = [], []
    for service, path in PATH.items():
        found: dict[UUID, Counter[str]] = {}
        notes = Counter(_note(event) for event in books[service].ledger if event.type in NOTES)
        doubled += [f"{service} {note}: noted {count} times" for note, count in notes.items() if count > 1]
        for event in books[service].ledger:
            if event.type in NOTES:
                continue
            found.setdefault(event.case_id, Counter())[event.type] += 1
        for case_id in wanted:
            happened = found.get(case_id, Counter())
            if missing := path - happened:
                lost.append(f"{service} {case_id}: {dict(missing)}")
            if surplus := happened - path:
                doubled.append(f"{service} {case_id}: {dict(surplus)}")
            elif not missing and books[service].cases[case_id][2] != ENDS[service]:
                lost.append(f"{service} {case_id} is in {books[service].cases[case_id][2]}")
        doubled += [f"{service} {case_id}: nobody was told of it" for case_id in found.keys() - wanted]
    return lost, doubled


def _note(event: Event) -> tuple[UUID, str, str, str]:
    said = json.loads(event.data)
    return event.case_id, event.type, said["limit"], said["on"]


def told(books: dict[str, Books]) -> None:
    """One notification for each (case, event, recipient) that policy names, and no other.

    Whoever recommends on the day of the event is named as the authority.
    """
    rules = policy.load()
    names = rules.notifications
    expected = Counter(
        (event.case_id, event.id, derived_id(str(event.id), recipient))
        for service in SERVICES[:3]
        for event, state in _with_states(books[service])
        for recipient in {
            rules.recommending_at(event.occurred_at).id if who == "authority" else who
            for who in names.recipients(service, event.type, state)
        }
    )
    found = Counter((row["case_id"], row["of_event"], row["id"]) for row in books["notify"].notifications)
    assert found == expected
    queued = Counter(event.type for event in books["notify"].ledger)["NotificationQueued"]
    assert queued == len(books["notify"].notifications)


def _with_states(books: Books) -> list[tuple[Event, str]]:
    return [(event, json.loads(event.data)["state"]) for event in books.ledger]


def sent(notify: Books, folder: Path) -> Counter[UUID]:
    """Every notification was recorded as sent exactly once, and is in the mail catcher.

    Answers the notifications whose mail is there more than once, which can happen only to one whose
    process was killed between the mail server's answer and the record of it.
    """
    wanted = {row["id"] for row in notify.notifications}
    assert {row["state"] for row in notify.notifications} == {"sent"}
    recorded = Counter(
        UUID(json.loads(event.data)["notification"])
        for event in notify.ledger
        if event.type == "NotificationSent"
    )
    assert recorded == Counter(wanted)
    tries = Counter(row["notification"] for row in notify.attempts if row["outcome"] == "sent")
    assert not tries - Counter(wanted), "an attempt was made after one that had succeeded"
    mails = Counter(map(_notification, folder.glob("*.eml")))
    assert mails.keys() == wanted
    return mails - Counter(wanted)


def _notification(mail: Path) -> UUID:
    """Which notification a mail is: its Message-ID says so."""
    with mail.open("rb") as file:
        message_id = BytesHeaderParser().parse(file)["Message-ID"]
    return UUID(message_id.strip("<>").partition("@")[0])
