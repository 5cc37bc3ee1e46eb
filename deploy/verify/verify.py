"""Verifies the ledgers of all services, each by itself and each against what the others remember."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack

from deploy.verify import store
from deploy.verify.cases import CasePass
from deploy.verify.documents import DocumentPass
from deploy.verify.positions import PositionPass
from deploy.verify.report import Report, Watched, unwatched
from deploy.verify.stages import stages
from shared.database import Connection


async def verify_all(dsns: Mapping[str, str], progress: Watched = unwatched) -> Report:
    """Read every ledger once and report what cannot be if nobody touched it. Changes nothing.

    `dsns` maps services to addresses of a role that may read every table (the owner's). Services may run
    meanwhile. Memory does not depend on the size of the ledgers. What is not found: a change that its
    owner made before any other service had seen the event. Raises Fault if a database cannot be read.
    """
    report = Report()
    async with AsyncExitStack() as open_ones:
        # What the others remember is read first: whatever they had seen by then is in the ledgers later on.
        memories = await _snapshots(open_ones, dsns)
        ledgers = await _snapshots(open_ones, dsns)
        for source, conn in ledgers.items():
            others = {name: other for name, other in memories.items() if name != source}
            with store.reading(source):
                await _verify(source, conn, others, report, progress)
        report.cases = await _distinct(list(ledgers.values()))
    return report


async def _snapshots(open_ones: AsyncExitStack, dsns: Mapping[str, str]) -> dict[str, Connection]:
    return {
        name: await open_ones.enter_async_context(store.snapshot(name, dsn)) for name, dsn in dsns.items()
    }


async def _verify(
    source: str, conn: Connection, others: Mapping[str, Connection], report: Report, progress: Watched
) -> None:
    extent = await store.extent(conn)

    def told(done: int) -> None:
        progress(source, done, extent.events)

    told(0)
    await CasePass(source, stages()[source], conn, others, report).run(told)
    await PositionPass(source, conn, others, report).run(extent.shipped)
    await DocumentPass(source, conn, report).run()
    told(extent.events)
    report.ledgers += 1


async def _distinct(ledgers: Sequence[Connection]) -> int:
    """How many cases there are; one that several ledgers have is counted once."""
    streams = [store.case_ids(conn) for conn in ledgers]
    heads = [await anext(stream, None) for stream in streams]
    count = 0
    while left := [head for head in heads if head is not None]:
        lowest, count = min(left), count + 1
        heads = [
            await anext(stream, None) if head == lowest else head
            for head, stream in zip(heads, streams, strict=True)
        ]
    return count
