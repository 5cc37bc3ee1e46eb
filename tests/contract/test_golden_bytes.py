"""What was once put on the stream is read for ever: the golden bytes of every type and version."""

import json
from collections.abc import Iterator

import pytest

from deploy.schemas import contracts
from shared.event import GENESIS, Malformed
from shared.inbox.message import Message, read_headers
from tests.contract.samples import FOLDER, sample, versions

MODELS = {(c.source, name): model for c in contracts() for name, model in c.events.items()}


def golden() -> Iterator[tuple[str, str, int, Message]]:
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in path.read_text().splitlines():
            found = json.loads(line)
            message = Message(read_headers(found["headers"]), None, found["value"].encode())
            yield path.stem, found["type"], found["version"], message


@pytest.mark.parametrize(("source", "name", "version", "message"), list(golden()))
def test_golden_bytes_are_decoded(source: str, name: str, version: int, message: Message) -> None:
    event = message.event()
    assert not isinstance(event, Malformed)
    assert (event.source, event.type) == (source, name)
    assert event.link(GENESIS) == event.chain
    model = MODELS[source, name]
    assert model.read(event.data) == sample(source, model, version)


@pytest.mark.parametrize(("source", "name", "version", "message"), list(golden()))
def test_a_reader_ignores_what_a_newer_writer_adds(
    source: str, name: str, version: int, message: Message
) -> None:
    newer = json.loads(message.value or b"")
    for part in (newer, newer.get("due", {})):
        part["added_later"] = 1
    model = MODELS[source, name]
    assert model.read(json.dumps(newer).encode()) == sample(source, model, version)


def test_every_version_of_every_type_has_golden_bytes() -> None:
    wanted = {(*kind, n) for kind in MODELS for n in range(1, versions(*kind) + 1)}
    assert {(source, name, version) for source, name, version, _ in golden()} == wanted


@pytest.mark.parametrize("missing", ["ce_id", "ce_subject", "ce_caseversion", "ce_chain", "ce_type"])
def test_a_message_without_a_header_is_malformed_and_says_which(missing: str) -> None:
    *_, message = next(golden())
    rest = Message([h for h in message.headers if h[0] != missing], None, message.value)
    event = rest.event()
    assert isinstance(event, Malformed)
    assert missing in str(event)
