"""One authority recommends on every day, and a successor needs nothing but data."""

from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import hypothesis.strategies as st
import pytest
from hypothesis import given

from shared import policy
from shared.policy import FOLDER, PolicyFault
from shared.policy.loading import load

LAW = policy.load()
A_DAY = timedelta(days=1)
START = date(2027, 3, 1)
SUCCESSOR = """
  - {id: komisi-baru, valid_from: 2027-03-01, confidence: unsure, source: "for a test", offices: [centre],
     functions: [recommendation], legal_basis: [{instrument: mk-121-2024, article: amar}],
     indonesian: Komisi baru, english: New commission}
"""
WITHOUT = """
  - {id: bkn, version: "3", valid_from: 2027-03-01, confidence: unsure, source: "for a test",
     functions: [escalation], offices: [centre],
     legal_basis: [{instrument: perpres-116-2022, article: tindakan administratif}],
     indonesian: BKN, english: BKN}
"""
LAST = 'id: bkn, version: "2", valid_from: 2024-08-25,'
MAILBOX = '  komisi-baru: "netralitas@komisi-baru.example"\n'


@pytest.mark.parametrize(
    ("day", "stamp"),
    [
        (date(2014, 1, 1), "kasn@1"),
        (date(2020, 12, 9), "kasn@1"),
        (date(2024, 8, 24), "kasn@1"),
        (date(2024, 8, 25), "bkn@2"),
        (date(2024, 8, 27), "bkn@2"),
        (date(2026, 11, 23), "bkn@2"),
    ],
)
def test_kasn_recommends_until_24_august_2024_and_bkn_after(day: date, stamp: str) -> None:
    assert LAW.recommending(day).stamp == stamp


def succeeded(folder: Path, *entries: str, end: str = "valid_to: 2027-02-28,") -> Path:
    """A copy of the policy in which BKN's work ends, and these entries follow."""
    copy = copytree(FOLDER, folder / "data")
    file = copy / "institutions.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(LAST) == 1
    file.write_text(text.replace(LAST, f"{LAST} {end}") + "".join(entries), encoding="utf-8")
    mail = copy / "notifications.yaml"
    known = mail.read_text(encoding="utf-8")
    mail.write_text(known.replace("mailboxes:\n", f"mailboxes:\n{MAILBOX}", 1), encoding="utf-8")
    return copy


def test_a_successor_recommends_from_its_first_day_and_only_from_then(tmp_path: Path) -> None:
    changed = load.__wrapped__(succeeded(tmp_path, SUCCESSOR, WITHOUT))
    assert changed.recommending(START).id == "komisi-baru"
    assert changed.recommending(START + 10000 * A_DAY).id == "komisi-baru"
    for back in (1, 2, 30, 800, 920, 921, 4000):
        day = START - back * A_DAY
        assert changed.recommending(day).stamp == LAW.recommending(day).stamp
    bkn = changed.institutions.on("bkn", START)
    assert bkn is not None
    assert "escalation" in bkn.functions


def test_whoever_recommends_has_a_mailbox(tmp_path: Path) -> None:
    folder = succeeded(tmp_path, SUCCESSOR, WITHOUT)
    mail = folder / "notifications.yaml"
    mail.write_text(mail.read_text(encoding="utf-8").replace(MAILBOX, ""), encoding="utf-8")
    with pytest.raises(PolicyFault, match=r"komisi-baru@1: id: notifications\.yaml has no komisi-baru"):
        load.__wrapped__(folder)


def test_two_may_not_recommend_on_one_day(tmp_path: Path) -> None:
    with pytest.raises(PolicyFault, match="overlaps bkn@2"):
        load.__wrapped__(succeeded(tmp_path, SUCCESSOR, end=""))


def test_no_day_is_left_without_one(tmp_path: Path) -> None:
    late = SUCCESSOR.replace("2027-03-01", "2027-03-03")
    with pytest.raises(PolicyFault, match="no version is valid from 2027-03-01 to 2027-03-02"):
        load.__wrapped__(succeeded(tmp_path, late))


@given(st.dates(date(2014, 9, 30), date(2040, 1, 1)))
def test_exactly_one_recommends(day: date) -> None:
    those = [one for one in LAW.institutions.in_force(day) if "recommendation" in one.functions]
    assert those == [LAW.recommending(day)]


@pytest.mark.parametrize(
    ("function", "ids"),
    [
        ("handling", {"bawaslu"}),
        ("validation", {"bawaslu"}),
        ("verification", {"satgas"}),
        ("escalation", {"bkn"}),
        ("oversight", {"kemenpanrb", "kemendagri"}),
        ("decision", {"ppk"}),
        ("ethics", {"mke"}),
        ("appeal", {"bpasn"}),
        ("criminal", {"gakkumdu"}),
    ],
)
def test_who_does_what_in_october_2024(function: str, ids: set[str]) -> None:
    those = LAW.institutions.in_force(date(2024, 10, 1))
    assert {one.id for one in those if function in one.functions} == ids


def test_bkn_works_by_the_calendar_of_the_capital_whatever_the_region() -> None:
    assert LAW.calendar.seat(LAW.recommending(date(2024, 10, 1)).id, "91.03") == "00"
    assert LAW.calendar.seat("bawaslu-91.03", "91.03") == "91.03"
