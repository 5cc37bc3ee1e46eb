"""Sends what is queued, records every attempt, and never sends what it recorded as sent.

What cannot be excluded: the mail server took a mail over and the process died before that was recorded.
Then the mail goes out again under the same Message-ID.
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
from shared.write import faults
from shared.write.path import Request, Unavailable
from shared.write.session import Stamp

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(hours=1)
AT_ONCE = 8
POLL_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Sent:
    """The mail server took it over."""

    answer: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now; tried again, for as long as it takes."""

    answer: str


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """There is no way to reach this recipient."""

    answer: str
    reason: str


Attempt = Sent | Deferred | Undeliverable


async def send_all(runtime: Runtime) -> None:
    """Send until cancelled; a mail server or database that is away is tried again."""
    while True:
        try:
            async with runtime.pool.acquire() as conn, conn.transaction():
                due = await store.claim(conn, runtime.clock(), LEASE, AT_ONCE)
            await asyncio.gather(*(send_one(runtime, each) for each in due))
        except (*faults.TRANSIENT, Unavailable) as fault:
            log.warning("sending: %s", type(fault).__name__)
            due = []
        if not due:
            await asyncio.sleep(POLL_SECONDS)


async def send_one(runtime: Runtime, due: Due) -> None:
    """Try one notification and record how it went."""
    began = runtime.clock()
    attempt = await _attempt(runtime, due)
    ended = runtime.clock()
    outcome = {Sent: "sent", Deferred: "deferred", Undeliverable: "refused"}[type(attempt)]
    stamp = Stamp("service:notify", ended)
    number = due.attempts + 1
    if isinstance(attempt, Sent):
        command = RecordSent(case_id=due.case_id, notification=due.id, attempts=number)
        await runtime.write_path.submit(Request(command, stamp))
    elif isinstance(attempt, Undeliverable):
        lost = RecordUndeliverable(
            case_id=due.case_id, notification=due.id, attempts=number, reason=attempt.reason
        )
        await runtime.write_path.submit(Request(lost, stamp))
    async with runtime.pool.acquire() as conn, conn.transaction():
        await store.attempted(conn, due, began, ended, outcome, attempt.answer)
        if isinstance(attempt, Deferred):
            await store.defer(conn, due, ended + pause(due.attempts))
        else:
            await store.settle(conn, due)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling from one second to an hour, with jitter."""
    longest = min(LONGEST_PAUSE, timedelta(seconds=2 ** min(attempts, 12)))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret


async def _attempt(runtime: Runtime, due: Due) -> Attempt:
    try:
        address = await _address(runtime, due)
    except (httpx.HTTPError, ValueError) as fault:
        return Deferred(f"the contact desk is away: {type(fault).__name__}")
    if address is None:
        return Undeliverable("no address", "no-address")
    host, _, port = (runtime.settings.smtp or "").rpartition(":")
    try:
        _, answer = await aiosmtplib.send(
            letter(due, address, runtime.policy, runtime.clock()),
            hostname=host,
            port=int(port),
            timeout=10,
            start_tls=None,
        )
        return Sent(answer[:200])
    except aiosmtplib.SMTPRecipientsRefused as fault:
        codes = {recipient.code for recipient in fault.recipients}
        if all(code >= 500 for code in codes):
            return Undeliverable(f"refused with {sorted(codes)}", "mailbox-refused")
        return Deferred(f"refused for now with {sorted(codes)}")
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as fault:
        return Deferred(type(fault).__name__)


async def _address(runtime: Runtime, due: Due) -> str | None:
    """Where the recipient is reached: an office by policy, a reporter by asking intake, now."""
    if due.recipient != "reporter":
        return runtime.policy.mailbox(due.recipient)
    url = f"{runtime.settings.intake_url.rstrip('/')}/v1/contacts/{due.case_id}"
    answer = await runtime.http.get(url)
    answer.raise_for_status()
    email: str | None = answer.json()["email"]
    return email
