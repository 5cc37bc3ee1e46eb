"""`netral import` on a real front desk: idempotent, resumable, and clear about what it did not take."""

import json
import random
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.demo.demo import MEDIA
from deploy.importer.run import AT_ONCE
from services.intake.forms import MediaItem
from services.intake.items import case_of_item, former_marks
from shared.private.fingerprints import Fingerprints, read_secret
from tests.importer.conftest import Importer
from tests.support.ledger import superuser
from tests.support.until import until

MANY = 1500
MIDDLE = 400


def item(id: str, **other: Any) -> dict[str, Any]:
    return {"id": id, "title": "Judul", "text": "Isi berita.", "date": "2024-09-21", **other}


def written(folder: Path, *items: Any) -> Path:
    file = folder / "items.jsonl"
    rows = (one if isinstance(one, bytes) else json.dumps(one).encode() for one in items)
    file.write_bytes(b"\n".join(rows))
    return file


def prints(importer: Importer) -> Fingerprints:
    return Fingerprints(read_secret(importer.stack.secrets.search_key("intake")))


@dataclass(frozen=True)
class Many:
    """A file of many items."""

    file: Path
    ids: Sequence[str]

    @asynccontextmanager
    async def desk_stands_still_in_the_middle(self, importer: Importer) -> AsyncIterator[None]:
        """Somebody is just writing the case of an item in the middle, and is not done while this lasts."""
        conn = await superuser(importer.stack, "intake")
        try:
            await conn.execute("begin")
            await conn.execute(
                """insert into cases
                       (case_id, version, chain, state, office, region, channel, opened_at, changed_at, facts)
                   values ($1, 1, '', 'K00', '', '', '', now(), now(), '{}')""",
                case_of_item(prints(importer), self.ids[MIDDLE]),
            )
            yield
        finally:
            await conn.close()  # and nothing was written


@pytest.fixture
def many(tmp_path: Path, chance: random.Random) -> Many:
    tag = f"{chance.getrandbits(64):x}"
    ids = [f"{tag}-{n}" for n in range(MANY)]
    return Many(written(tmp_path, *(item(id, label="x" * 500) for id in ids)), ids)


async def logged(importer: Importer) -> int:
    conn = await asyncpg.connect(importer.stack.dsn("intake", "owner"))
    try:
        return int(await conn.fetchval("select count(*) from ledger where type = 'PreliminaryInfoLogged'"))
    finally:
        await conn.close()


async def some_are_logged(importer: Importer, before: int) -> bool:
    return await logged(importer) > before


async def test_the_same_file_twice_creates_nothing_new(importer: Importer) -> None:
    before = await logged(importer)
    status, said, errors = importer(MEDIA, "--json")
    assert status == 0, errors
    assert json.loads(said) == {"read": 138, "accepted": 138, "known": 0, "rejected": []}
    status, said, _ = importer(MEDIA, "--json")
    assert status == 0
    assert json.loads(said) == {"read": 138, "accepted": 0, "known": 138, "rejected": []}
    assert await logged(importer) == before + 138
    assert "138 sudah ada / known" in importer(MEDIA)[1]


async def test_nobody_finds_the_case_of_an_item_who_has_the_item_alone(importer: Importer) -> None:
    assert importer(MEDIA)[0] == 0
    conn = await asyncpg.connect(importer.stack.dsn("intake", "owner"))
    rows = await conn.fetch("select case_id, data from ledger where type = 'PreliminaryInfoLogged'")
    await conn.close()
    told = " ".join(f"{row['case_id']} {row['data'].decode()}" for row in rows)
    items = [MediaItem.model_validate_json(line) for line in MEDIA.read_bytes().splitlines()]
    for one in items:
        plain = former_marks(one)
        assert str(case_of_item(prints(importer), one.id)) in told
        assert not any(str(mark) in told for mark in (plain.case_id, plain.item, plain.content))


async def test_an_item_that_earlier_code_logged_is_known(importer: Importer, tmp_path: Path) -> None:
    before = former_marks(MediaItem.model_validate(item("earlier")))
    conn = await superuser(importer.stack, "intake")
    await conn.execute(
        """insert into cases
               (case_id, version, chain, state, office, region, channel, opened_at, changed_at, facts)
           values ($1, 1, '', 'K00', 'bawaslu-00', '00', 'media', now(), now(), $2::text::jsonb)""",
        before.case_id,
        json.dumps({"content": before.content}),
    )
    number = await logged(importer)
    _, said, _ = importer(written(tmp_path, item("earlier"), item("earlier", title="Judul lain")), "--json")
    await conn.execute("delete from cases where case_id = $1", before.case_id)
    await conn.close()
    done = json.loads(said)
    assert (done["accepted"], done["known"]) == (0, 1)
    assert "with other content" in done["rejected"][0]["reason"]
    assert await logged(importer) == number


async def test_no_label_of_the_file_reaches_the_ledger(importer: Importer, tmp_path: Path) -> None:
    importer(written(tmp_path, item("labelled", outcome_code="proven-as-charged")))
    conn = await asyncpg.connect(importer.stack.dsn("intake", "owner"))
    found = await conn.fetchval(
        "select count(*) from ledger where position('proven-as' in encode(data, 'escape')) > 0"
    )
    await conn.close()
    assert found == 0


def test_rejected_lines_are_told_with_number_and_reason(importer: Importer, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        item("good"),
        b"",
        b"{",
        item("good", title="Judul lain"),
        b"\xff",
        item("no-title", title=""),
        {"id": 5},
        item("odd-date", date="kemarin"),
        b'{"id": "twice", "id": "twice"}',
        item("good"),
        item("long", text="x" * 200_000),
    )
    status, said, errors = importer(file, "--json")
    assert status == 1, errors
    done = json.loads(said)
    assert (done["read"], done["accepted"], done["known"]) == (10, 1, 1)
    reasons = {one["line"]: one["reason"] for one in done["rejected"]}
    assert list(reasons) == [3, 4, 5, 6, 7, 8, 9, 11]
    assert reasons[3].startswith("not JSON")
    assert "with other content" in reasons[4]
    assert reasons[5].startswith("not UTF-8")
    assert reasons[6].startswith("title: ")
    assert {part.split(":")[0] for part in reasons[7].split("; ")} == {"id", "title", "text"}
    assert reasons[8].startswith("published: ")
    assert "twice" in reasons[9]
    assert reasons[11].startswith("text: ")
    status, said, _ = importer(file)
    assert status == 1
    assert "line 6: title: " in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
async def test_an_interrupted_import_goes_on(importer: Importer, many: Many, number: int) -> None:
    before = await logged(importer)
    async with many.desk_stands_still_in_the_middle(importer):
        running = importer.start(many.file)
        await until(partial(some_are_logged, importer, before), "some items are logged")
        running.send_signal(number)
        _, errors = running.communicate(timeout=60)
        taken = await logged(importer) - before
    assert "Traceback" not in errors
    assert 0 < taken < MIDDLE + AT_ONCE, "what is under way at once may overtake the item that stands still"
    if number == signal.SIGINT:
        assert running.returncode == 130
        assert "goes on" in errors
    status, said, errors = importer(many.file, "--json")
    assert status == 0, errors
    done = json.loads(said)
    assert done["accepted"] + done["known"] == MANY
    assert done["known"] >= taken
    assert await logged(importer) == before + MANY


async def test_a_front_desk_that_is_killed_meanwhile_loses_and_doubles_nothing(
    importer: Importer, many: Many
) -> None:
    before = await logged(importer)
    async with many.desk_stands_still_in_the_middle(importer):
        running = importer.start(many.file, "--json")
        await until(partial(some_are_logged, importer, before), "some items are logged")
        importer.stack.kill_service("intake")
    assert running.poll() is None
    importer.stack.start_service("intake")
    said, errors = running.communicate(timeout=300)
    assert running.returncode == 0, errors
    done = json.loads(said)
    assert (done["read"], done["accepted"] + done["known"], done["rejected"]) == (MANY, MANY, [])
    assert await logged(importer) == before + MANY


def test_wrong_usage_and_a_stack_that_is_away(importer: Importer, tmp_path: Path) -> None:
    assert importer(tmp_path / "none.jsonl")[0] == 2
    assert importer(tmp_path)[0] == 2
    status, _, errors = importer(MEDIA, "--home", str(tmp_path / "nowhere"))
    assert status == 1
    assert "netral up" in errors
    importer.stack.stop_service("intake")
    status, _, errors = importer(MEDIA)
    assert status == 1
    assert "The front desk (intake) does not answer" in errors
