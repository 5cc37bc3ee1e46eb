"""Versions of an entry neither overlap nor gape: whatever bound between two of them is moved, it is found."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.policy.document import Document
from shared.policy.entry import A_DAY, Entry
from shared.policy.order import Placed, disorder

FIRST = date(2014, 1, 15)
LENGTHS = st.lists(st.integers(1, 2000), min_size=2, max_size=6)
SHIFTS = st.integers(-3000, 3000).filter(bool)


def chain(lengths: list[int], is_open: bool) -> list[Entry]:
    """Versions of so many days each, one after another; the last may have no end."""
    made: list[Entry] = []
    begin = FIRST
    for number, length in enumerate(lengths):
        end = begin + timedelta(days=length - 1)
        made.append(
            Entry(
                id="rule",
                version=str(number),
                valid_from=begin,
                valid_to=None if is_open and number == len(lengths) - 1 else end,
                source="s",
                confidence="known",
                indonesian="i",
                english="e",
            )
        )
        begin = end + timedelta(days=1)
    return made


def wrong(entries: list[Entry]) -> set[str | None]:
    """The fields in which something is found; the entries stand one a line, from line 10 on."""
    document = Document(
        "rules.yaml",
        {"rules": [one.model_dump(mode="json") for one in entries]},
        {("rules", number): number + 10 for number in range(len(entries))},
    )
    placed = [Placed(one, ("rules", number)) for number, one in enumerate(entries)]
    found = list(disorder(document, placed, complete=True))
    assert all(10 <= one.line < 10 + len(entries) for one in found)
    return {one.field for one in found}


@given(LENGTHS, st.booleans(), st.data())
def test_versions_that_follow_one_another_are_in_order_wherever_they_stand(
    lengths: list[int], is_open: bool, data: st.DataObject
) -> None:
    assert wrong(data.draw(st.permutations(chain(lengths, is_open)))) == set()


@given(LENGTHS, st.booleans(), SHIFTS, st.data())
def test_a_bound_between_two_versions_that_is_moved_alone_is_found(
    lengths: list[int], is_open: bool, shift: int, data: st.DataObject
) -> None:
    entries = chain(lengths, is_open)
    number = data.draw(st.integers(0, len(entries) - 2))
    moved, after = entries[number], entries[number + 1]
    assert moved.valid_to is not None
    by = timedelta(days=shift)
    if data.draw(st.booleans()):
        entries[number] = moved.model_copy(update={"valid_to": moved.valid_to + by})
    else:
        entries[number + 1] = after.model_copy(update={"valid_from": after.valid_from + by})
    assert wrong(data.draw(st.permutations(entries))) & {"valid_from", "valid_to"}


@given(LENGTHS, st.data())
def test_an_end_that_is_taken_away_is_found(lengths: list[int], data: st.DataObject) -> None:
    entries = chain(lengths, is_open=True)
    number = data.draw(st.integers(0, len(entries) - 2))
    entries[number] = entries[number].model_copy(update={"valid_to": None})
    assert wrong(data.draw(st.permutations(entries))) == {"valid_from"}


@given(LENGTHS, st.data())
def test_a_version_that_is_left_out_is_found(lengths: list[int], data: st.DataObject) -> None:
    entries = chain([*lengths, 1], is_open=True)
    del entries[data.draw(st.integers(1, len(entries) - 2))]
    assert wrong(data.draw(st.permutations(entries))) == {"valid_from"}


def test_a_version_within_another_hides_no_later_overlap() -> None:
    whole, within, after = chain([300, 100, 100], is_open=False)
    inner = within.model_copy(update={"valid_from": FIRST + A_DAY, "valid_to": FIRST + 2 * A_DAY})
    late = after.model_copy(update={"valid_from": FIRST + 200 * A_DAY})
    document = Document("rules.yaml", {"rules": [{}, {}, {}]}, {("rules", n): n + 1 for n in range(3)})
    placed = [Placed(one, ("rules", n)) for n, one in enumerate((whole, inner, late))]
    found = list(disorder(document, placed, complete=True))
    assert [(one.line, "overlaps rule@0 (line 1)" in one.reason) for one in found] == [(2, True), (3, True)]


def test_no_gap_is_told_where_what_fills_it_may_have_been_refused() -> None:
    before, _, after = chain([10, 10, 10], is_open=True)
    document = Document("rules.yaml", {"rules": [{}, {}]}, {})
    placed = [Placed(one, ("rules", n)) for n, one in enumerate((before, after))]
    assert list(disorder(document, placed, complete=False)) == []
    assert len(list(disorder(document, placed, complete=True))) == 1
