"""Whatever a superuser does to a ledger is found, by the ledger itself or by what the others remember."""

import pytest

from deploy.faults import Fault
from deploy.stack import Stack
from deploy.verify.report import Broken
from deploy.verify.verify import verify_all
from shared.event import GENESIS, ledger_link
from shared.relay.store import event_of
from tests.verify.conftest import Copies

A_CASE = "(select case_id from ledger where type = 'SanctionCompleted')"


def reasons(found: list[Broken], ledger: str) -> list[str]:
    assert {one.ledger for one in found} == {ledger}
    return [one.reason for one in found]


async def test_ledgers_that_nobody_touched_are_whole(copies: Copies) -> None:
    report = await copies.verify()
    assert report.broken == []
    assert report.whole
    assert report.ledgers == 4
    assert report.cases == 138 + 5
    assert report.events > 138 + 40


async def test_progress_ends_at_the_number_of_events(copies: Copies) -> None:
    told: dict[str, tuple[int, int]] = {}
    report = await verify_all(copies.dsns, lambda ledger, done, total: told.update({ledger: (done, total)}))
    assert all(done == total for done, total in told.values())
    assert sum(total for _, total in told.values()) == report.events


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("data", "data || ' '::bytea"),
        ("actor", "'somebody-else'"),
        ("type", "'DecisionIssued'"),
        ("occurred_at", "occurred_at - interval '1 microsecond'"),
        ("legal_basis", "'other@1'"),
        ("causation", "causation || '0'"),
        ("chain", "sha256(chain)"),
    ],
)
async def test_a_changed_byte_is_found_where_it_is(copies: Copies, column: str, value: str) -> None:
    where = f"case_id = {A_CASE} and version = 3"
    await copies.plant("sanctions", f"update ledger set {column} = {value} where {where}")
    report = await copies.verify()
    assert not report.whole
    first = report.broken[0]
    assert (first.ledger, first.version) == ("sanctions", 3)
    assert "chain" in first.reason
    assert first.case is not None


async def test_a_cut_tail_is_found_by_the_others(copies: Copies) -> None:
    await copies.plant(
        "sanctions",
        "create temp table gone as select serial, case_id, version from ledger"
        " join publication using (serial) order by position desc limit 1",
        "delete from publication where serial in (select serial from gone)",
        "delete from ledger where serial in (select serial from gone)",
        """update cases set version = gone.version - 1, chain = l.chain, changed_at = l.recorded_at,
               state = convert_from(l.data, 'utf8')::jsonb->>'state'
           from gone join ledger l on l.case_id = gone.case_id and l.version = gone.version - 1
           where cases.case_id = gone.case_id""",
        "update relay set shipped = shipped - 1",
    )
    found = reasons((await copies.verify()).broken, "sanctions")
    assert any("applied up to version" in reason and reason.endswith("cut") for reason in found)
    assert any("saw position" in reason and reason.endswith("cut") for reason in found)


async def test_a_dropped_case_is_found_by_the_others(copies: Copies) -> None:
    await copies.plant(
        "triage",
        "create temp table gone as select case_id from ledger where type = 'ForwardedToBkn' limit 1",
        "delete from publication p using ledger l, gone where l.serial = p.serial"
        " and l.case_id = gone.case_id",
        "delete from ledger where case_id in (select case_id from gone)",
        "delete from cases where case_id in (select case_id from gone)",
    )
    await _recompute(copies, "triage")
    found = (await copies.verify()).broken
    assert {one.ledger for one in found} == {"triage"}
    dropped = [one for one in found if "not in the ledger any more" in one.reason and one.case]
    assert len(dropped) == 3, "intake, sanctions and notify applied it"
    shorter = [one for one in found if "saw position" in one.reason and one.case is None]
    assert len(shorter) >= 3, "intake, sanctions and notify saw the head that it had"


async def test_a_wholly_recomputed_chain_is_found_by_the_others_alone(copies: Copies) -> None:
    await copies.plant("intake", "update ledger set actor = 'somebody-else' where type = 'CaseRegistered'")
    await _recompute(copies, "intake")
    alone = await verify_all({"intake": copies.dsns["intake"]})
    assert alone.broken == [], "by itself the ledger is consistent"
    found = reasons((await copies.verify()).broken, "intake")
    assert any("another ledger chain at position" in reason for reason in found)
    assert any("with another chain: rewritten" in reason for reason in found)


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        (["update cases set state = 'K93' where state = 'K95'"], "not what the ledger says, in: state"),
        (["update cases set facts = '{}' where state = 'K95'"], "not what the ledger says, in: facts"),
        (["update cases set beside_at = now() where state = 'K95'"], "the ledger says, in: beside_at"),
        (["delete from cases where state = 'K95'"], "there is no case row"),
        (
            ["insert into cases select gen_random_uuid(), version, chain, state, office, region, channel,"
             " opened_at, changed_at, facts from cases limit 1"],
            "without any event",
        ),
        (["delete from publication where position = 2"], "the relay went past it"),
        (["delete from publication where position = 2"], "position 3 follows position 1"),
        (["update publication set ledger_chain = sha256(ledger_chain) where position = 2"], "ledger chain"),
        (["update relay set shipped = shipped + 1"], "the relay shipped up to position"),
        (
            ["alter table publication drop constraint publication_serial_key",
             "insert into publication select position + 10000, serial, ledger_chain, topic_id, partition,"
             " \"offset\" from publication where position = 2"],
            "published a second time",
        ),
        (
            ["alter table publication drop constraint publication_serial_fkey",
             "delete from ledger where serial = (select serial from publication where position = 2)"],
            "publishes an event that is not in the ledger",
        ),
        (
            ["update ledger set version = version + 100 where type = 'SanctionCompleted'"],
            "follows version",
        ),
        (["update ledger set type = 'Unheard' where type = 'SanctionCompleted'"], "not known to this code"),
        (["update ledger set data = '{' where type = 'SanctionCompleted'"], "cannot be read"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_named(copies: Copies, statements: list[str], reason: str) -> None:
    await copies.plant("sanctions", *statements)
    assert any(reason in one for one in reasons((await copies.verify()).broken, "sanctions"))


async def test_a_ledger_that_cannot_be_read_is_a_fault_not_a_finding(ledgers: Stack) -> None:
    gone = ledgers.postgres.dsn("no_such_database")
    with pytest.raises(Fault, match="cannot be reached"):
        await verify_all({"intake": gone})
    empty = ledgers.postgres.dsn("postgres")
    with pytest.raises(Fault, match="has no ledger"):
        await verify_all({"intake": empty})


async def _recompute(copies: Copies, service: str) -> None:
    """What a clever owner does: positions, every chain, every case row anew, so that all agrees."""
    conn = await copies.open(service)
    try:
        async with conn.transaction():
            chains: dict[object, bytes] = {}
            for row in await conn.fetch("select * from ledger order by case_id, version"):
                event = event_of(service, dict(row), None).chained(chains.get(row["case_id"], GENESIS))
                chains[row["case_id"]] = event.chain
                await conn.execute(
                    "update ledger set chain = $2 where serial = $1", row["serial"], event.chain
                )
            for case_id, chain in chains.items():
                await conn.execute("update cases set chain = $2 where case_id = $1", case_id, chain)
            ledger_chain = GENESIS
            rows = await conn.fetch(
                "select serial, position, chain from publication join ledger using (serial) order by position"
            )
            for number, row in enumerate(rows, start=1):
                ledger_chain = ledger_link(ledger_chain, row["chain"])
                await conn.execute(
                    "update publication set position = $2, ledger_chain = $3 where position = $1",
                    row["position"], number, ledger_chain,
                )  # fmt: skip
            await conn.execute("update relay set shipped = $1", len(rows))
    finally:
        await conn.close()
