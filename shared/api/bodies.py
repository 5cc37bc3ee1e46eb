"""What a row's command takes over HTTP: its body, and how its route is called."""

import re
from collections.abc import Sequence
from typing import Any, Literal, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, create_model
from pydantic.fields import FieldInfo

from shared.case import Transition
from shared.contract import FROM_POLICY, LOOKED_UP
from shared.persons import Notes
from shared.policy import Finding, PolicyFault


class CommandBody(BaseModel):
    """What every command takes beside its own fields."""

    model_config = ConfigDict(extra="forbid")

    occurred_at: AwareDatetime | None = Field(
        default=None,
        description="When it happened, if not now; not before the last step",
        examples=["2026-11-22T03:00:00Z"],
    )
    private: Notes | None = Field(
        default=None, description="What the step says about persons; sealed with the key of the case"
    )


def body_of(row: Transition[Any], reasons: Sequence[str]) -> type[BaseModel]:
    """The fields of a row's command; one that says why takes nothing but the codes of policy."""
    own = {
        name: field
        for name, field in row.command.model_fields.items()
        if name != "case_id" and not is_looked_up(field)
    }
    why = {name for name, field in own.items() if _is_from_policy(field)}
    if why and not reasons:
        missing = Finding(
            "reasons.yaml", 1, None, "steps", f"no reason has the step {row.name}", "add it to one that fits"
        )
        raise PolicyFault([missing])
    fields: dict[str, Any] = {
        name: _one_of(reasons, field) if name in why else (field.annotation, field)
        for name, field in own.items()
    }
    return create_model(row.name, __base__=CommandBody, **fields)


def _one_of(reasons: Sequence[str], field: FieldInfo) -> tuple[Any, Any]:
    kind: Any = Literal[tuple(reasons)]
    if field.is_required():
        return kind, Field(examples=[*reasons])
    return kind | None, Field(default=None, examples=[*reasons])


def is_looked_up(field: FieldInfo) -> bool:
    """Whether no caller gives it: the stage looks it up."""
    return any(mark is LOOKED_UP for mark in field.metadata)


def _is_from_policy(field: FieldInfo) -> bool:
    optional = [part for kind in get_args(field.annotation) for part in getattr(kind, "__metadata__", ())]
    return any(mark is FROM_POLICY for mark in (*field.metadata, *optional))


def path_of(command: str) -> str:
    """How the address of a command's route ends."""
    return _snake(command).replace("_", "-")


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def title_of(of: type[Any]) -> str:
    """What a command is called: the first line of its docstring."""
    return (of.__doc__ or "").strip().split("\n")[0].rstrip(".")
