"""Who is in several cases is found by keyed hashes: equal values, however they are written, and no others."""

from random import Random
from uuid import UUID

import pytest

from deploy.stack import Stack
from tests.access.caller import FORM, Caller
from tests.support.ledger import superuser

WHY = {"purpose": "mencari laporan ganda"}


def reported(call: Caller, nip: str, phone: str, email: str, region: str = "32.08") -> str:
    body = {
        **FORM,
        "region": region,
        "reporter": {"name": "Pelapor Contoh", "email": email},
        "respondent": {"nip": nip, "phone": phone},
    }
    answer = call(None, "POST", "/v1/reports", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_id"])


@pytest.fixture
def person(chance: Random) -> tuple[str, str, str]:
    sequence, tail = chance.randrange(1, 1000), chance.randrange(10**7)
    return f"199001012015041{sequence:03d}", f"0812{tail:07d}", f"p{tail}@contoh.example"


def hits(call: Caller, kind: str, value: str, who: object = "bawaslu-officer") -> list[str]:
    body = {"kind": kind, "value": value, **WHY}
    answer = call(who, "POST", "/v1/searches", body)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return [one["case_id"] for one in answer.json()["cases"]]


def test_the_same_value_is_found_however_it_is_written(call: Caller, person: tuple[str, str, str]) -> None:
    nip, phone, email = person
    first, second = reported(call, nip, phone, email), reported(call, nip, phone, email.upper())
    both = {first, second}
    assert set(hits(call, "nip", f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}")) >= both
    for written in (phone, f"+62 {phone[1:4]}-{phone[4:]}", f"62{phone[1:]}"):
        assert set(hits(call, "phone", written)) == both
    assert set(hits(call, "email", email.title())) == both
    assert hits(call, "phone", phone[:-1] + str((int(phone[-1]) + 1) % 10)) == []
    elsewhere = ("bawaslu-officer", "bawaslu-73", "73")
    assert hits(call, "phone", phone, elsewhere) == []


def test_a_search_that_hits_is_on_record_without_its_value(
    call: Caller, person: tuple[str, str, str]
) -> None:
    nip, phone, email = person
    case_id = reported(call, nip, phone, email)
    hits(call, "phone", phone)
    answer = call("auditor", "GET", f"/v1/cases/{case_id}/access")
    found = [one for one in answer.json()["readings"] if one["kind"] == "search"]
    assert [(one["subject"], one["purpose"], one["parts"]) for one in found] == [
        ("bawaslu-officer", WHY["purpose"], ["phone"])
    ]
    assert phone[1:] not in answer.text


async def test_only_keyed_hashes_are_kept(call: Caller, person: tuple[str, str, str], stack: Stack) -> None:
    case_id = reported(call, *person)
    conn = await superuser(stack, "intake")
    rows = await conn.fetch(
        "select kind, whose, hash from keys.fingerprint where case_id = $1", UUID(case_id)
    )
    await conn.close()
    assert {(row["kind"], row["whose"]) for row in rows} == {
        ("nip", "respondent"),
        ("phone", "respondent"),
        ("email", "reporter"),
    }
    assert (stack.home.secrets / "search-intake.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("nip", "1990"),
        ("phone", "+1 202 555 0100"),
        ("phone", "0112345678"),
        ("email", "nobody"),
        ("name", "Budi"),
    ],
)
def test_an_odd_value_is_refused_and_not_repeated(call: Caller, kind: str, value: str) -> None:
    answer = call("bawaslu-officer", "POST", "/v1/searches", {"kind": kind, "value": value, **WHY})
    assert answer.status_code == 422
    assert value not in answer.text


def test_who_may_not_search_finds_nothing(call: Caller) -> None:
    body = {"kind": "phone", "value": "081200000000", **WHY}
    for who in (None, "auditor", "importer", "ppk-officer", "service-notify"):
        assert call(who, "POST", "/v1/searches", body).status_code in (401, 403), who
