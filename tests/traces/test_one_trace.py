"""One trace from the request to the mail, over all processes; the next command's own trace points back."""

import httpx

from deploy.stack import Stack
from tests.support.receiver import Receiver
from tests.support.until import until
from tests.traces.conftest import FORM, REPORTER, STRANGER, Told, one

STUDY = "case registered → queue study, begin study, forward to bkn, verify report, validate report"
SERVICES = {"netral-intake", "netral-triage", "netral-sanctions", "netral-notify"}


def test_a_registered_case_is_one_trace_from_the_request_to_the_mail(case: Told, receiver: Receiver) -> None:
    spans = receiver.of_trace(case.traces[2])
    assert {span["localEndpoint"]["serviceName"] for span in spans} == SERVICES
    (root,) = (span for span in spans if "parentId" not in span)
    assert root["name"] == "POST /v1/cases/{case_id}/register-case"
    ids = {span["id"] for span in spans}
    assert [span["name"] for span in spans if span.get("parentId", root["id"]) not in ids] == []
    names = {span["name"] for span in spans}
    assert {
        "register case",
        "ship case registered",
        STUDY,
        "ppk notified → note progress",
        "send mail",
        "record sent",
        "ship notification sent",
    } <= names


def test_a_mail_descends_from_the_request_step_by_step(case: Told, receiver: Receiver) -> None:
    spans = {span["id"]: span for span in receiver.of_trace(case.traces[0])}
    mail = next(span for span in spans.values() if span["name"] == "send mail")
    line = [mail]
    while parent := line[-1].get("parentId"):
        line.append(spans[parent])
    assert [span["name"] for span in line] == [
        "send mail",
        "report received → queue notification",
        "receive report",
        "POST /v1/reports",
    ]
    # asking intake for the reporter's address belongs to it, too
    desk = next(span for span in spans.values() if span["name"] == "GET /v1/contacts/{case_id}")
    assert spans[desk["parentId"]]["name"] == "send mail"


def test_every_command_begins_a_trace_that_points_to_the_cases_earlier_ones(
    case: Told, receiver: Receiver
) -> None:
    assert len(set(case.traces)) == 3
    review, register = (one(receiver, case.id, name) for name in ("begin review", "register case"))
    assert links(review) == [case.traces[0]]
    assert links(register) == [case.traces[1], case.traces[0]]


def links(span: dict[str, dict[str, str]]) -> list[str]:
    found = sorted((key, value) for key, value in span["tags"].items() if key.startswith("otel.link."))
    return [value.rpartition("/")[2] for _, value in found]


def test_every_step_says_which_case_which_stage_and_how_it_moved(case: Told, receiver: Receiver) -> None:
    spans = [span for trace in case.traces for span in receiver.of_trace(trace)]
    assert {span["tags"]["netral.stage"] for span in spans} == {"intake", "triage", "sanctions", "notify"}
    of_requests = [span for span in spans if span.get("kind") == "SERVER"]
    assert all(span["tags"]["netral.case_id"] == str(case.id) for span in spans if span not in of_requests)
    register = one(receiver, case.id, "register case")["tags"]
    assert (register["netral.state_from"], register["netral.state_to"]) == ("K02", "K10")
    study = one(receiver, case.id, STUDY)
    assert study["tags"]["netral.state_to"] == "K23"
    assert study["tags"]["messaging.destination.name"] == "netral.intake.v1"
    assert study["kind"] == "CONSUMER"
    assert one(receiver, case.id, "ship report received")["kind"] == "PRODUCER"


def test_a_stranger_neither_joins_a_trace_nor_carries_anything_into_it(
    case: Told, receiver: Receiver
) -> None:
    stranger = STRANGER.split("-")[1]
    assert receiver.of_trace(stranger) == []
    request = next(s for s in receiver.of_trace(case.traces[0]) if s["name"] == "POST /v1/reports")
    assert links(request) == [stranger]


def test_no_span_carries_what_somebody_entered(case: Told, receiver: Receiver) -> None:
    whole = b"\n".join(receiver.bodies)
    entered = [*REPORTER.values(), "Terlapor Rahasia", str(FORM["account"]), "samaran", "baggage"]
    assert str(case.id).encode() in whole
    assert [text for text in entered if text.lower().encode() in whole.lower()] == []


async def test_a_caller_with_a_token_is_followed_and_its_choice_is_honoured(
    case: Told, stack: Stack, receiver: Receiver
) -> None:
    token = {"Authorization": f"Bearer {stack.token('bawaslu-officer')}"}
    url, name = stack.url("intake"), "POST /v1/cases/{case_id}/readings"
    async with httpx.AsyncClient(trust_env=False, headers=token) as client:
        for parent in (f"00-{'b' * 32}-{'c' * 16}-00", f"00-{'a' * 32}-{'c' * 16}-01", "no traceparent"):
            read = await client.post(
                f"{url}/v1/cases/{case.id}/readings",
                json={"purpose": "kajian"},
                headers={"traceparent": parent},
            )
            assert read.is_success, read.text
        metrics = await client.get(f"{url}/metrics", headers={"Accept": "application/openmetrics-text"})

    async def last() -> list[str]:
        """The last of them, which follows nobody: when its span is here, so are the others'."""
        return [s["traceId"] for s in receiver.of_case(case.id) if s["name"] == name and "parentId" not in s]

    await until(last, "the span of the last reading")
    (joined,) = receiver.of_trace("a" * 32)
    assert (joined["name"], joined["parentId"]) == (name, "c" * 16)
    assert receiver.of_trace("b" * 32) == []
    buckets = [line for line in metrics.text.splitlines() if "http_request_seconds_bucket" in line]
    assert any('trace_id="' in line for line in buckets), buckets
