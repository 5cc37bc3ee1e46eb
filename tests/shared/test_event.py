"""What is read from a message's headers, and that the chain over them is the one that was written."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from shared.event import GENESIS, Cause, Event, Headers, Malformed, decode, headers, notice
from shared.identifiers import parsed_id, uuid7

AT = datetime(2026, 11, 22, 3, 0, 0, 120_000, UTC)
CASE = UUID("01930000-0000-7000-8000-000000000001")
BEFORE = bytes(range(32))
COVERED = ("ce_id", "ce_source", "ce_type", "ce_subject", "ce_caseversion", "ce_time", "ce_recordedtime")


def event() -> Event:
    cause = str(Cause("intake", CASE, 2))
    basis = "kajian@2026-11"
    made = Event(uuid7(), "triage", "StudyBegun", CASE, 3, AT, AT, "a", basis, cause, "", b'{"state":"K11"}')
    return made.chained(BEFORE).at(7)


def test_a_message_is_read_back_as_the_event_that_was_written() -> None:
    written = event()
    assert decode(headers(written), written.data) == written


def test_the_chain_over_received_bytes_is_the_one_that_was_written() -> None:
    written = event()
    seen = notice(headers(written), written.data)
    assert (seen.source, seen.type, seen.case_id, seen.version) == ("triage", "StudyBegun", CASE, 3)
    assert seen.link(BEFORE) == written.chain == written.link(BEFORE)
    assert seen.link(GENESIS) != written.chain
    assert notice(headers(written), written.data + b" ").link(BEFORE) != written.chain


@pytest.mark.parametrize("name", COVERED)
def test_a_header_that_is_missing_is_named_without_decoding(name: str) -> None:
    written = event()
    torn: Headers = [pair for pair in headers(written) if pair[0] != name]
    with pytest.raises(Malformed, match=name):
        notice(torn, written.data)


@pytest.mark.parametrize("name", ["ce_actor", "ce_legalbasis", "ce_time"])
def test_a_changed_header_breaks_the_chain(name: str) -> None:
    written = event()
    changed = [(header, value + b"0" if header == name else value) for header, value in headers(written)]
    assert notice(changed, written.data).link(BEFORE) != written.chain


def test_equal_moments_of_other_zones_are_chained_as_they_are_written() -> None:
    here = AT.astimezone(timezone(timedelta(hours=7)))
    written = event()
    elsewhere = written._replace(occurred_at=here)
    assert here == AT
    assert elsewhere.link(BEFORE) != written.link(BEFORE)
    assert notice(headers(elsewhere), elsewhere.data).link(BEFORE) == elsewhere.link(BEFORE)


def test_quick_ids_are_ids_like_any_other() -> None:
    made = uuid7()
    same = UUID(str(made))
    assert made == same
    assert hash(made) == hash(same)
    assert (made.version, made.variant) == (7, same.variant)
    assert sorted([UUID(int=same.int + 1), made]) == [same, UUID(int=same.int + 1)]
    with pytest.raises(ValueError, match="UUID"):
        parsed_id("not an id")
