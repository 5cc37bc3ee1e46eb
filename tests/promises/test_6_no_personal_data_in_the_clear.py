"""Promise 6: no stream, log, metric or trace carries a name, a NIP or an address in the clear.

The whole story is driven with recognisable persons; then they are looked for wherever anything is kept.
After that their case is erased, and a backup from before is restored: they stay unreadable.
"""

import asyncio
import json
import subprocess
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import asyncpg
import httpx
import pytest

from deploy import backup
from deploy.embedded.postgres import programs
from deploy.faults import Fault
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from deploy.verify.verify import verify_all
from tests.access.caller import Caller
from tests.support import evidence, ledger, ways
from tests.support.finder import Finder, Place
from tests.support.receiver import Receiver, receiving
from tests.support.stacks import own_stack
from tests.support.story import (
    FINDING,
    FORM,
    NEWS,
    NOTES,
    OTHER_FORM,
    PERSONS,
    REPORTER,
    RESPONDENT,
    people,
    reading,
    the_rest,
)
from tests.support.stream import messages
from tests.support.until import until

STORY: tuple[tuple[str, str, str, Mapping[str, Any]], ...] = (
    ("intake", "bawaslu-officer", "begin-review", {}),
    ("intake", "bawaslu-officer", "register-case", {}),
    ("triage", "bawaslu-officer", "begin-study", {}),
    ("triage", "bawaslu-officer", "forward-to-bkn", {}),
    ("triage", "satgas-verifier", "verify-report", {}),
    ("triage", "bawaslu-validator", "validate-report", {}),
    ("sanctions", "bkn-auditor", "close-not-proven", {"reason": "no-evidence"}),
)


@pytest.fixture(scope="module")
def spans() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture(scope="module")
def stack(spans: Receiver) -> Iterator[Stack]:
    extra = {"OTEL_EXPORTER_OTLP_ENDPOINT": spans.address, "OTEL_BSP_SCHEDULE_DELAY": "200"}
    with own_stack(automatic=False, mail=True, virtual_clock=True, extra=extra) as made:
        yield made


@pytest.fixture(scope="module")
def case_id(stack: Stack) -> UUID:
    """One case of these persons, ended, after everything else that happens to them too."""
    call = Caller(stack)
    the_rest(call)
    case_id = ways.opened(call, None, "/v1/reports", FORM)
    _walk(call, f"/v1/cases/{case_id}")
    return case_id


def _walk(call: Caller, path: str) -> None:
    for service, who, step, body in STORY:
        version = ways.arrived(call, path, service)
        sealed = {**body, "private": NOTES}
        given = call(who, "POST", f"{path}/{step}", sealed, service=service, version=version)
        assert given.status_code == httpx.codes.OK, given.text
        assert PERSONS["a witness in the notes"] in reading(call, who, path, service).text
    _bad_input(call, path)
    _another_body(call)
    _searches(call)


def _bad_input(call: Caller, path: str) -> None:
    """What is refused must not be repeated in a log or trace either."""
    name, nip = REPORTER["name"], RESPONDENT["nip"]
    for body in (
        {**FORM, "region": name},
        {**FORM, nip: name},
        {**FORM, "reporter": {"name": 7, "nip": nip}},
    ):
        assert call(None, "POST", "/v1/reports", body).status_code == 422
    for where, body in (("findings", {**FINDING, "region": name}), ("media-items", {**NEWS, "url": name})):
        assert call("bawaslu-officer", "POST", f"/v1/{where}", body).status_code == 422
    changed = {**NEWS, "text": f"{name}, NIP {nip}"}
    assert call("importer", "POST", "/v1/media-items", changed).status_code == 409
    for service in ("intake", "triage", "sanctions"):
        reading = {"purpose": f"mencari {nip}"}
        answer = call(_officer(service), "POST", f"{path}/readings", reading, service=service)
        assert answer.status_code == 422
        assert call("auditor", "GET", f"/v1/cases/{quote(name)}", service=service).status_code == 422
        assert call("auditor", "GET", f"/v1/cases?state={nip}", service=service).status_code == 422
    step = f"{path}/discontinue-report"
    assert call("bawaslu-officer", "POST", step, {"reason": nip}, version=3).status_code == 422
    assert call(None, "GET", f"/v1/receipts/{quote(name)}").status_code == 404


def _another_body(call: Caller) -> None:
    """A key that was used is refused another body, and nothing is said of either."""
    token = {"Authorization": f"Bearer {call.stack.token('bawaslu-officer')}"}
    with httpx.Client(base_url=call.stack.url("intake"), headers=token, trust_env=False) as client:
        for path, body in (("/v1/reports", OTHER_FORM), ("/v1/findings", ways.today(call, FINDING))):
            again = {**body, "account": f"{REPORTER['name']} melihat {RESPONDENT['name']}."}
            given = [
                client.post(path, json=each, headers={"Idempotency-Key": f"kunci-{path}"})
                for each in (body, body, again)
            ]
            assert [each.status_code for each in given] == [201, 201, 409], given[-1].text
            assert Finder(PERSONS).look([("the refusal", given[-1].content)]) == []


def _searches(call: Caller) -> None:
    for service in ("intake", "triage", "sanctions"):
        for kind in ("nip", "phone", "email"):
            body = {"kind": kind, "value": RESPONDENT[kind], "purpose": "mencari laporan ganda"}
            found = call(_officer(service), "POST", "/v1/searches", body, service=service)
            assert len(found.json()["cases"]) == 1, found.text


def _officer(service: str) -> str:
    return "bkn-auditor" if service == "sanctions" else "bawaslu-officer"


def topics(stack: Stack) -> Iterator[tuple[Place, bytes]]:
    for source in SERVICES:
        for record in messages(stack.kafka.admin, source):
            headers = b"\n".join(name.encode() + b": " + value for name, value in record.headers)
            yield f"topic of {source}", b"\n".join((record.key or b"", headers, record.value or b""))


def files(folder: Path) -> Iterator[tuple[Place, bytes]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield f"file {file.relative_to(folder.parent)}", file.read_bytes()


async def tables(stack: Stack, service: str) -> list[tuple[Place, bytes]]:
    """Every row of every table of a service's database, its bytes as they are."""
    conn: asyncpg.Connection[Any] = await ledger.superuser(stack, service)
    try:
        names = await conn.fetch(
            "select schemaname, tablename from pg_tables where schemaname in ('public', 'keys')"
        )
        found = []
        for schema, table in names:
            rows = await conn.fetch(f'select * from "{schema}"."{table}"')
            cells = [cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row]
            found.append((f"{service}'s table {schema}.{table}", b"\n".join(cells)))
        return found
    finally:
        await conn.close()


def heads(stack: Stack) -> Iterator[tuple[Place, bytes]]:
    """Subjects and all other headers of the mails, but to whom they go, and their text."""
    for file in stack.home.mail.glob("*.eml"):
        mail = BytesParser().parsebytes(file.read_bytes())
        kept = [f"{n}: {v}" for n, v in mail.items() if n not in {"To", "X-Netral-To"}]
        text = mail.get_payload(decode=True)
        yield f"mail {file.name}", "\n".join(kept).encode() + (text if isinstance(text, bytes) else b"")


def pages(stack: Stack) -> Iterator[tuple[Place, bytes]]:
    for service in SERVICES:
        for path in ("/metrics", "/readyz", "/openapi.json"):
            yield f"{service}{path}", httpx.get(stack.url(service) + path, trust_env=False).content


async def places(stack: Stack, spans: Receiver) -> list[tuple[Place, bytes]]:
    """Everything that is kept or told, but the mails' addressees."""
    found = [*topics(stack), *files(stack.home.logs), *heads(stack), *pages(stack)]
    found += [("a span", each) for each in spans.bodies]
    for service in SERVICES:
        found += await tables(stack, service)
    return found


async def test_nobody_is_named_anywhere(stack: Stack, case_id: UUID, spans: Receiver) -> None:
    await evidence.at_rest(stack, mail=True)

    async def exported() -> bool:
        return any(b"/v1/searches" in each for each in spans.bodies)

    await until(exported, "spans are exported")
    everything = await places(stack, spans)
    assert Finder(PERSONS).look(everything) == []
    kinds = {place.partition(" ")[0] for place, _ in everything}
    assert {"topic", "file", "mail", "a", "intake's", "notify's", "intake/metrics"} <= kinds
    told = [mail for mail in stack.home.mail.glob("*.eml") if REPORTER["email"].encode() in mail.read_bytes()]
    assert told, "the reporter was told all the same"


def test_what_is_kept_of_an_officer_on_the_stream_is_an_opaque_id(stack: Stack, case_id: UUID) -> None:
    call, seen = Caller(stack), set()
    for source in ("intake", "triage", "sanctions"):
        for record in messages(stack.kafka.admin, source):
            seen.add(dict(record.headers)["ce_actor"].decode())
    officers = {actor for actor in seen if actor.startswith("act-")}
    acting = people() | {who for _, who, *_ in STORY}
    assert len(officers) == len(acting), "one for each, the same at every stage"
    assert seen - officers <= {"public", "service:intake", "service:triage", "service:sanctions"}
    listed = call("auditor", "GET", f"/v1/cases/{case_id}/access", service="sanctions").json()["readings"]
    assert {one["actor"] for one in listed} < officers
    assert {one["subject"] for one in listed} == {"bkn-auditor"}


WRITTEN = (
    lambda value: value.encode(),
    lambda value: value.upper().encode(),
    lambda value: quote(value).encode(),
    lambda value: value.encode().hex().encode(),
    lambda value: json.dumps({"x": value}).encode(),
    lambda value: b64encode(b"a" + value.encode() + b"z"),
    lambda value: b64encode(b"ab" + value.encode()),
    lambda value: b64encode(json.dumps({"name": value}).encode()),
)


PARTS = (
    ("the reporter's name", b'{"x": "Zulfikarnain"}'),
    ("the reporter's name", b"sdr. WIRASUBRATA, kata"),
    ("the reporter's name", b64encode(b"Yth. Wirasubrata")),
    ("the reporter's e-mail", b"mailto:ZULFIKARNAIN.W"),
    ("the reporter's e-mail", b"@pelapor-rahasia.example>"),
    ("the reporter's phone", b"+62 812-777-12345"),
    ("the reporter's phone", b"tel=0812%20777%2012%20345"),
    ("the reporter's phone", b"(0812) 777 123 45"),
    ("the respondent's NIP", b"19860926 201505 2 017"),
    ("the respondent's NIP", b"1986.0926.2015.0520.17"),
    ("the respondent's NIP", b"19860926/201505/2/017"),
)


@pytest.mark.parametrize(("name", "content"), PARTS)
def test_the_finder_finds_a_part_and_a_number_in_any_groups(name: str, content: bytes) -> None:
    assert Finder({name: PERSONS[name]}).look([("a place", content)]) == [f"{name} in a place"]


@pytest.mark.parametrize("written", range(len(WRITTEN)))
def test_the_finder_finds_whatever_is_there(written: int) -> None:
    for name, value in PERSONS.items():
        planted = [("a place", b"before " + WRITTEN[written](value) + b" after"), ("another", b"nothing")]
        assert Finder({name: value}).look(planted) == [f"{name} in a place"]
    assert Finder(PERSONS).look([("a place", json.dumps({"x": "Terlapor Contoh"}).encode())]) == []


async def test_a_leak_into_a_table_is_found(stack: Stack, case_id: UUID) -> None:
    conn = await ledger.superuser(stack, "triage")
    leak = f"x {REPORTER['name']} x"
    try:
        await conn.execute("insert into actor values ('leak', $1)", leak)
        found = Finder(PERSONS).look(await tables(stack, "triage"))
        assert found == ["the reporter's name in triage's table public.actor"]
    finally:
        await conn.execute("delete from actor where id = 'leak'")
        await conn.close()


async def test_a_restored_backup_does_not_bring_back_who_was_erased(
    stack: Stack, case_id: UUID, tmp_path: Path
) -> None:
    call, path, now = Caller(stack), f"/v1/cases/{case_id}", datetime.now(UTC)
    databases, keys = tmp_path / "databases", tmp_path / "keys"
    with pytest.raises(Fault, match="one folder"):
        backup.backup(stack, databases, databases / "keys", now)
    key_set = backup.backup(stack, databases, keys, now)
    over = keys / "20200101T000000Z"
    over.mkdir()
    dumped = [*_as_text(databases, tmp_path)]
    assert Finder(PERSONS).look(dumped) == []
    assert all(b"COPY public.ledger" in text and b"COPY keys." not in text for _, text in dumped)

    version = await until(lambda: _ended(call, path), "intake knows the end")
    order = {"reason": "court-order"}
    done = call("auditor", "POST", f"{path}/erase-personal-data", order, version=version)
    assert done.status_code == httpx.codes.OK, done.text

    async def everywhere() -> bool:
        books = [await ledger.read(stack, name) for name in ("triage", "sanctions")]
        return all(each.types(case_id)["PersonalDataErased"] for each in books)

    await until(everywhere, "every stage has erased")
    await evidence.at_rest(stack)
    report = await verify_all({service: stack.dsn(service, "owner") for service in SERVICES})
    assert report.found == [], "states, codes, dates and chains are whole"
    with pytest.raises(Fault, match="would write meanwhile"):
        await asyncio.to_thread(backup.restore, stack, databases, None, now)
    for service in SERVICES:
        stack.stop_service(service)
    with pytest.raises(Fault, match="older than"):
        await asyncio.to_thread(backup.restore, stack, databases, key_set, now + timedelta(days=91))
    for keys_too in (key_set, None):
        await asyncio.to_thread(backup.restore, stack, databases, keys_too, now)
        left = [row for name in SERVICES for row in await _keys(stack, name) if row["case_id"] == case_id]
        assert left == []
    assert not over.exists(), "a backup of keys whose life is over"
    for service in ("intake", "triage", "sanctions"):
        stack.start_service(service)
        who = _officer(service)
        reading = {"purpose": "setelah pemulihan", "reporter": True, "sources": [service]}
        read = call(who, "POST", f"{path}/readings", reading, service=service)
        assert read.json()["erased"] is True, read.text
        assert {part["state"] for part in read.json()["parts"]} == {"erased"}
        assert call("auditor", "GET", f"{path}/history", service=service).json()["events"]
        wanted = {"kind": "nip", "value": RESPONDENT["nip"], "purpose": "setelah pemulihan"}
        assert call(who, "POST", "/v1/searches", wanted, service=service).json()["cases"] == []
    _erased_at_the_key_desks(call, path)


def _erased_at_the_key_desks(call: Caller, path: str) -> None:
    """Another service learns from the desks that it is erased, not that it may not know; no new key."""
    wanted = {"purpose": "setelah pemulihan", "sources": ["intake", "triage"]}
    read = call("bkn-auditor", "POST", f"{path}/readings", wanted, service="sanctions").json()
    of_desks = {(part["source"], part["state"]) for part in read["parts"] if part["part"] == "private"}
    assert of_desks == {("intake", "erased"), ("triage", "erased")}
    for service, who, step, body in STORY[-5:]:
        version = ways.arrived(call, path, service)
        noted = call(
            who, "POST", f"{path}/{step}", {**body, "private": NOTES}, service=service, version=version
        )
        assert noted.json()["type"] == "urn:netral:problem:erased", noted.text


async def _keys(stack: Stack, service: str) -> list[asyncpg.Record]:
    conn = await ledger.superuser(stack, service)
    try:
        found: list[asyncpg.Record] = await conn.fetch(
            "select case_id from keys.case_key union all select case_id from keys.fingerprint"
        )
        return found
    finally:
        await conn.close()


def _as_text(databases: Path, folder: Path) -> Iterator[tuple[Place, bytes]]:
    """The backups as PostgreSQL writes them out."""
    for file in sorted(databases.glob("*.dump")):
        text = folder / f"{file.stem}.sql"
        subprocess.run([str(programs() / "pg_restore"), f"--file={text}", str(file)], check=True)
        yield f"backup of {file.stem}", text.read_bytes()


async def _ended(call: Caller, path: str) -> int:
    """The version of the case at intake, once intake has heard how it ended."""
    events = call("auditor", "GET", f"{path}/history").json()["events"]
    heard = [event for event in events if event["type"] == "ProgressNoted"]
    return int(events[-1]["version"]) if len(heard) == 3 else 0
