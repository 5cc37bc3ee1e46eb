"""How each story ended, told at the end of the play."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from rich.markup import escape

from deploy.demo.agencies import Agencies
from deploy.demo.story import Story


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a story's case lies now, who was told how often, and whether the script says the same."""

    name: str
    tells: str
    state: str
    label: str
    told: Mapping[str, int]
    as_scripted: bool

    def as_json(self) -> dict[str, object]:
        """For `netral demo --json`."""
        return {"name": self.name, "state": self.state, "told": dict(self.told), "holds": self.as_scripted}


async def endings(
    agencies: Agencies, stories: Sequence[Story], cases: Mapping[str, UUID]
) -> tuple[Ending, ...]:
    """The ending of each story that is narrated, in the order of the script."""
    return tuple([await _ending(agencies, story, cases[story.name]) for story in stories if story.tells])


async def _ending(agencies: Agencies, story: Story, case_id: UUID) -> Ending:
    case = await agencies.case(story.ends_at, case_id)
    told: dict[str, int] = {}
    for one in await agencies.notifications(case_id):
        recipient = one["recipient"].partition("-")[0]
        told[recipient] = told.get(recipient, 0) + (one["state"] == "sent")
    if case is None:
        return Ending(story.name, story.tells, "-", "-", told, as_scripted=False)
    state = " + ".join(part for part in (case["state"], case["escalation"]) if part)
    scripted = (case["state"], case["escalation"]) == (story.ends_in, story.escalation)
    label = f"{case['state_indonesian']} / {case['state_english']}"
    return Ending(story.name, story.tells, state, label, told, scripted)


def lines(endings: Sequence[Ending]) -> Iterator[str]:
    """The endings for people, with rich's marks."""
    for ending in endings:
        mark = "[green]✓[/green]" if ending.as_scripted else "[red]✗[/red]"
        told = ", ".join(f"{who} {count}" for who, count in sorted(ending.told.items())) or "-"
        yield f"{mark} [bold]{ending.name:<16}[/bold] {ending.state} {escape(ending.label)}"
        yield f"  {escape(ending.tells)} [dim](diberi tahu / told: {told})[/dim]"
