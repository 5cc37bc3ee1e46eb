"""Recognisable persons, and a story in which every field that takes personal data names one of them."""

import time
from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

import httpx

from tests.access.caller import Caller
from tests.support import ways
from tests.support.desk import REGION, TODAY
from tests.support.ways import Step, Way

PERSONS = {
    "the reporter's name": "Zulfikarnain Wirasubrata",
    "the reporter's e-mail": "zulfikarnain.w@pelapor-rahasia.example",
    "the reporter's phone": "81277712345",
    "the respondent's name": "Xaveriana Qomarudinsyah",
    "the respondent's NIP": "198609262015052017",
    "the respondent's phone": "81388854321",
    "the respondent's e-mail": "xaveriana@terlapor-rahasia.example",
    "a witness in the notes": "Harimurti Joyodikromo",
    "another reporter's name": "Wulandarsih Kertonegoro",
    "another reporter's e-mail": "kertonegoro.w@warga-tersembunyi.example",
    "another reporter's phone": "82155566677",
    "another respondent's name": "Bramastyo Suryodiningrat",
    "another respondent's NIP": "197703182003121045",
    "another respondent's phone": "85244433322",
    "another respondent's e-mail": "suryodiningrat@pejabat-tersembunyi.example",
    "another witness in notes": "Ngatminingsih Prawirodirjo",
    "whom a news item names": "Tumenggunganto Mangkudisastra",
}


def _reporter(whose: str) -> dict[str, str]:
    return {
        "name": PERSONS[f"{whose} reporter's name"],
        "email": PERSONS[f"{whose} reporter's e-mail"],
        "phone": "0" + PERSONS[f"{whose} reporter's phone"],
    }


def _respondent(whose: str) -> dict[str, str]:
    return {
        "name": PERSONS[f"{whose} respondent's name"],
        "nip": PERSONS[f"{whose} respondent's NIP"],
        "phone": "+62" + PERSONS[f"{whose} respondent's phone"],
        "email": PERSONS[f"{whose} respondent's e-mail"],
        "office": "Dinas Contoh",
    }


def _form(reporter: dict[str, str], respondent: dict[str, str]) -> dict[str, Any]:
    return {
        "region": REGION,
        "date_known": TODAY,
        "account": f"{respondent['name']} (NIP {respondent['nip']}) mengajak, kata {reporter['name']}.",
        "reporter": reporter,
        "respondent": respondent,
    }


REPORTER, RESPONDENT = _reporter("the"), _respondent("the")
FORM = _form(REPORTER, RESPONDENT)
NOTES = {
    "text": f"Saksi {PERSONS['a witness in the notes']} melihat {RESPONDENT['name']}.",
    "respondent": RESPONDENT,
}
OTHERS = _respondent("another")
OTHER_FORM = _form(_reporter("another"), OTHERS)
OTHER_NOTES = {
    "text": f"Saksi {PERSONS['another witness in notes']} ({OTHERS['phone']}) melihat {OTHERS['name']}.",
    "respondent": OTHERS,
}
NAMED = PERSONS["whom a news item names"]
NEWS = {
    "id": f"berita-{NAMED}",
    "url": f"https://contoh.example/{NAMED.lower().replace(' ', '-')}/{OTHERS['nip']}",
    "outlet": f"Kabar {NAMED}",
    "title": f"{NAMED} diduga mengajak memilih",
    "text": f"{NAMED}, kata {OTHERS['name']} ({OTHERS['email']}), hadir di panggung.",
    "published": "2026-11-20",
}
FINDING = {
    "region": REGION,
    "found_on": TODAY,
    "account": f"Pengawas melihat {OTHERS['name']} (telp {OTHERS['phone']}) membagikan alat peraga.",
    "respondent": OTHERS,
}


def _stories() -> Iterator[tuple[str | None, str, dict[str, Any], Way]]:
    """Who opens a case where and with what, and the way that it goes from there."""
    team = Step("sanctions", ways.PPK, "form-examination-team")
    established = Step("intake", ways.DESK, "establish-finding", {"region": REGION})
    register = ways.REGISTERED[1:]
    reason = {"reason": "no-evidence"}
    # a finding needs no validation; this one ends as discipline after two absences
    yield (
        "importer",
        "/v1/media-items",
        NEWS,
        (established, *ways.VERIFIED, *ways.ABSENT_TWICE, *ways.decided("medium"), *ways.in_effect(40)),
    )
    no_violation = Step("triage", ways.DESK, "discontinue-study", reason)
    yield ways.DESK, "/v1/findings", FINDING, (*ways.STUDIED, no_violation)
    judged = (*ways.JUDGED, *ways.decided("moral"), *ways.ENDED)
    yield None, "/v1/reports", OTHER_FORM, (*ways.COMPLETED, *register, *ways.VALIDATED, *judged)
    examined = (*ways.AT_PPK, team, *ways.HEARD[1:], *ways.decided("medium"))
    yield None, "/v1/reports", OTHER_FORM, (*ways.AT_BKN, *examined)
    ended_early = {
        "declare-out-of-scope": ("intake", ways.DESK, ways.REVIEWED, "village-head"),
        "reject-report": ("triage", ways.VERIFIER, (*ways.REGISTERED, *ways.FORWARDED), "no-evidence"),
        "invalidate-report": ("triage", ways.VALIDATOR, (*ways.REGISTERED, *ways.VERIFIED), "no-evidence"),
    }
    for name, (service, who, way, why) in ended_early.items():
        yield None, "/v1/reports", OTHER_FORM, (*way, Step(service, who, name, {"reason": why}))


def people() -> frozenset[str]:
    """Whoever acts in `the_rest`, but the public."""
    stories = [*_stories()]
    return frozenset(
        {*(who for who, *_ in stories if who), *(step.who for *_, way in stories for step in way), "auditor"}
    )


def the_rest(call: Caller) -> None:
    """All channels and outcomes, with notes at every step, each opened by whoever took it."""
    for who, path, body, way in _stories():
        case_id = ways.opened(call, who, path, body)
        ways.go(call, case_id, way, OTHER_NOTES, partial(_read, call, case_id))
    _merged_and_withdrawn(call)


def _read(call: Caller, case_id: UUID, step: Step) -> None:
    read = reading(call, step.who, f"/v1/cases/{case_id}", step.service)
    assert PERSONS["another witness in notes"] in read.text


def reading(call: Caller, who: str, path: str, service: str) -> httpx.Response:
    """What somebody opens of a case, as soon as every desk has heard how far it came."""
    wanted = {"purpose": "menyusun pendapat"}
    limit = time.monotonic() + ways.BOUND
    while (read := call(who, "POST", f"{path}/readings", wanted, service=service)).status_code == 503:
        assert time.monotonic() < limit, read.text
        time.sleep(0.05)
    assert read.status_code == httpx.codes.OK, read.text
    return read


def _merged_and_withdrawn(call: Caller) -> None:
    """Two reports become one; one is withdrawn and closed, another withdrawn and held for a court."""
    master, merged = (ways.opened(call, None, "/v1/reports", OTHER_FORM) for _ in range(2))
    link = Step("intake", ways.DESK, "link-duplicate", {"master": str(master)})
    ways.go(call, merged, (*ways.REVIEWED, link), OTHER_NOTES)
    for step in (
        Step("intake", ways.DESK, "close-withdrawn"),
        Step("intake", "auditor", "place-legal-hold", {"reason": "court-proceedings"}),
    ):
        made = call(None, "POST", "/v1/reports", ways.today(call, OTHER_FORM)).json()
        taken_back = call(None, "POST", f"/v1/receipts/{made['receipt']}/withdrawal")
        assert taken_back.status_code == httpx.codes.OK, taken_back.text
        ways.go(call, UUID(made["case_id"]), (step,), OTHER_NOTES)
