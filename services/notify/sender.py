"""Sends what is queued, records every attempt, and never sends what it recorded as sent.

What cannot be excluded: the mail server took a mail over and the process died before that was recorded, or
the answer was lost. Then the mail goes out again under the same Message-ID.
"""

import asyncio
import logging
import random
from dataclasses import dataclass
from datetime import timedelta

import aiosmtplib
import httpx

from services.notify import store
from services.notify.domain import RecordSent, RecordUndeliverable
from services.notify.letter import letter
from services.notify.store import Due
from shared.runtime import Runtime
from shared.telemetry.step import Step
from shared.write import faults
from shared.write.path import Request, Unavailable
from shared.write.session import Stamp

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
LONGEST_ATTEMPT = timedelta(seconds=30)
"""Well under the lease: while one replica still tries, no other may begin."""
ACTOR = "service:notify"
LONGEST_PAUSE = timedelta(hours=1)
AT_ONCE = 8
POLL_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Sent:
    """The mail server took it over."""


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now; tried again, for as long as it takes."""

    answer: str


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """There is no way to reach this recipient."""

    reason: str


Attempt = Sent | Deferred | Undeliverable


class NoContact(Exception):
    """The contact desk answers something else than a contact."""


async def send_all(runtime: Runtime) -> None:
    """Send until cancelled; a mail server or database that is away is tried again."""
    while True:
        try:
            async with runtime.pool.acquire() as conn, conn.transaction():
                due = await store.claim(conn, runtime.wall(), LEASE, AT_ONCE)
            await asyncio.gather(*(send_one(runtime, each) for each in due))
        except faults.TRANSIENT as fault:
            log.warning("sending: %s", type(fault).__name__)
            due = []
        if not due:
            await asyncio.sleep(POLL_SECONDS)


async def send_one(runtime: Runtime, due: Due) -> None:
    """Try one notification and record how it went; returns when that is recorded."""
    number = due.attempts + 1
    step = runtime.tracing.mail(due.case_id, due.told_state, due.recipient, number, due.traceparent)
    with step.entered():
        await _record(runtime, due, number, await _attempt(runtime, due), step)


async def _record(runtime: Runtime, due: Due, number: int, attempt: Attempt, step: Step) -> None:
    at = runtime.clock()
    match attempt:
        case Sent():
            sent = RecordSent(case_id=due.case_id, notification=due.id, attempts=number)
            await _until_written(runtime, Request(sent, Stamp(ACTOR, at, traceparent=step.traceparent)))
        case Undeliverable(reason=reason):
            lost = RecordUndeliverable(
                case_id=due.case_id, notification=due.id, attempts=number, reason=reason
            )
            step.fail(reason)
            await _until_written(runtime, Request(lost, Stamp(ACTOR, at, traceparent=step.traceparent)))
        case Deferred(answer=answer):
            step.note("retry", {"reason": answer})
            step.fail("deferred")
            async with runtime.pool.acquire() as conn, conn.transaction():
                await store.defer(conn, due, at, answer, runtime.wall() + pause(due.attempts))


async def _until_written(runtime: Runtime, request: Request) -> None:
    """What is not recorded would be sent again when the claim runs out: record it however long it takes."""
    while True:
        try:
            await runtime.write_path.submit(request)
            return
        except Unavailable:
            await asyncio.sleep(POLL_SECONDS)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling from one second to an hour, with jitter."""
    longest = min(LONGEST_PAUSE, timedelta(seconds=2 ** min(attempts, 12)))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret


async def _attempt(runtime: Runtime, due: Due) -> Attempt:
    try:
        async with asyncio.timeout(LONGEST_ATTEMPT.total_seconds()):
            address = await _address(runtime, due)
            if address is None:
                return Undeliverable("no-address")
            return await _deliver(runtime, due, address)
    except (httpx.HTTPError, aiosmtplib.SMTPException, NoContact, OSError, TimeoutError) as fault:
        return Deferred(type(fault).__name__)
    except Exception as fault:  # a mail that cannot be built must not stop the others
        log.error("notification %s cannot be sent: %s", due.id, type(fault).__name__)
        return Undeliverable("cannot-be-built")


async def _deliver(runtime: Runtime, due: Due, address: str) -> Attempt:
    host, _, port = (runtime.settings.smtp or "").rpartition(":")
    mail = letter(due, address, runtime.policy, runtime.clock())
    try:
        await aiosmtplib.send(
            mail, recipients=[address], hostname=host, port=int(port), timeout=10, start_tls=None
        )
    except aiosmtplib.SMTPRecipientsRefused as fault:
        codes = sorted({recipient.code for recipient in fault.recipients})
        return Undeliverable("mailbox-refused") if min(codes) >= 500 else Deferred(f"refused: {codes}")
    return Sent()


async def _address(runtime: Runtime, due: Due) -> str | None:
    """Where the recipient is reached: an office by policy, a reporter by asking intake, now."""
    if due.recipient != "reporter":
        return runtime.policy.mailbox(due.recipient)
    url = f"{runtime.settings.intake_url.rstrip('/')}/v1/contacts/{due.case_id}"
    answer = await runtime.http.get(url)
    answer.raise_for_status()
    try:
        email: str | None = answer.json()["email"]
    except (ValueError, KeyError, TypeError):
        raise NoContact from None
    return email
