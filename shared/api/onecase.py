"""One case as an agency sees it: what may be done next and by whom, what is missing for it, its clocks."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from shared.api.bodies import is_looked_up, path_of, title_of
from shared.api.documents import CaseDocument, DefaultDocument, DueDocument
from shared.auth import Principal
from shared.case import Action, Case
from shared.policy import Policy
from shared.policy.permissions import Permission
from shared.running import Clock
from shared.runtime import Runtime


class RunningClock(DueDocument):
    """A limit that runs for the case, of its way or beside it, and what was noted about it."""

    since: date | None = Field(description="Its day 0", examples=["2026-11-23"])
    warn_from: datetime = Field(description="From when on it approaches its end")
    noted: str | None = Field(description="approaching, missed, or null", examples=["approaching"])
    beside: bool = Field(description="Whether it runs beside the limit of the case's way")
    legal_basis: list[str] = Field(
        description="The rule in its version of the day, or the instruments and their articles",
        examples=[["kajian"], ["pp-94-2021 Ps 26"]],
    )

    @classmethod
    def running(cls, policy: Policy, clock: Clock, beside: bool, seat: str, now: datetime) -> "RunningClock":
        """The document of a clock at this moment."""
        due, known = clock.due, policy.deadlines.stamped(clock.due.limit)
        rule = policy.stamp(known.rule, due.since or due.on) if known and known.rule else None
        cited = known.legal_basis if known else ()
        return cls(
            **dict(DueDocument.of(policy, due, seat, now)),
            since=due.since,
            warn_from=due.warn_from,
            noted=clock.noted,
            beside=beside,
            legal_basis=[*([rule] if rule else []), *(f"{one.instrument} {one.article}" for one in cited)],
        )


class MissingDocument(BaseModel):
    """What keeps the step from being taken now: the code and the words with which it would be refused."""

    code: str = Field(examples=["limit-runs"])
    detail: str = Field(
        examples=["the PPK's limit tindak-lanjut-ppk has not passed: it runs until the end of 2026-12-07"]
    )


class FieldDocument(BaseModel):
    """A field of the command's body."""

    name: str = Field(examples=["examination_on"])
    required: bool


class ActionDocument(BaseModel):
    """Langkah yang dapat diambil: a step that the procedure allows in the state of the case, and by whom.

    Nothing `missing`: only what the command's fields say may still be refused.
    """

    step: str = Field(examples=["IssueSummons"])
    title: str = Field(examples=["Panggil terlapor"])
    path: str | None = Field(
        description="Where it is given by POST; null where anybody gives it under a receipt",
        examples=["issue-summons"],
    )
    enters: list[str] = Field(description="In which states the case may be after it", examples=[["K32"]])
    events: list[str] = Field(examples=[["SummonsIssued"]])
    fields: list[FieldDocument] = Field(description="What its body takes beside occurred_at and private")
    roles: list[str] = Field(description="Who may take it", examples=[["sanctions.ppk"]])
    yours: bool = Field(description="Whether whoever asks has one of these roles")
    legal_basis: str | None = Field(description="The rule in its version of today", examples=["panggilan@1"])
    indonesian: str | None = Field(
        description="What that rule says", examples=["Terlapor dipanggil secara tertulis"]
    )
    english: str | None = Field(examples=["The respondent is summoned in writing"])
    source: str | None = Field(examples=["PP 94/2021 Ps 27"])
    missing: list[MissingDocument] = Field(description="Why it is refused now; empty where it is not")

    @classmethod
    def of(
        cls, runtime: Runtime, action: Action, state: str, permission: Permission, who: Principal
    ) -> "ActionDocument":
        """The document of a step that people may take."""
        row, policy = action.row, runtime.policy
        rule = policy.rules.stamped(action.basis) if action.basis else None
        return cls(
            step=row.name,
            title=title_of(row.command),
            path=None if permission.by_anybody else path_of(row.name),
            enters=sorted({way[-1] or state for way in row.goes if way[0] == state}),
            events=[event.__name__ for event in row.events.publishes],
            fields=[
                FieldDocument(name=name, required=field.is_required())
                for name, field in row.command.model_fields.items()
                if name != "case_id" and not is_looked_up(field)
            ],
            roles=sorted(permission.roles),
            yours=bool(permission.roles & who.roles),
            legal_basis=action.basis,
            indonesian=rule.indonesian if rule else None,
            english=rule.english if rule else None,
            source=rule.source if rule else None,
            missing=[MissingDocument(code=one.code, detail=one.detail) for one in action.missing],
        )


class OneCase(CaseDocument):
    """A case with all that its agency goes by.

    Its clocks, what may be done next, and the unconfirmed provisions that it hangs on in its state.
    """

    clocks: list[RunningClock] = Field(description="All limits that run, that of the case's way first")
    allowed_actions: list[ActionDocument] = Field(
        description="Every step that the procedure of this stage allows people in this state"
    )
    defaults: list[DefaultDocument]

    @classmethod
    def shown(cls, runtime: Runtime, case: Case[Any], who: Principal) -> "OneCase":
        """The document of a case at this stage, at this moment, for whoever asks."""
        policy, now = runtime.policy, runtime.clock()
        document = CaseDocument.of_case(policy, case, now)
        here = policy.states[case.state].stage == runtime.name
        seat, day = policy.calendar.seat(case.office, case.region), policy.calendar.day_of(now, case.region)
        hanging = [one for one in policy.defaults.in_force(day) if here and case.state in one.states]
        permissions = policy.permissions(runtime.name)
        return cls(
            **dict(document),
            clocks=[
                RunningClock.running(policy, clock, clock in case.beside, seat, now) for clock in case.clocks
            ],
            allowed_actions=[
                ActionDocument.of(runtime, action, case.state, permission, who)
                for action in runtime.procedure.actions(case, now, runtime.actors.of(who))
                if (permission := permissions[action.row.name]).by_people
            ],
            defaults=[DefaultDocument.of(one, case.facts.overrides) for one in hanging],
        )
