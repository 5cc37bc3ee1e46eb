"""Where each case stands, for somebody who watches: a live table on a terminal, lines elsewhere."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from uuid import UUID

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from deploy.demo.narration import spoken
from deploy.demo.story import Finding, Item, Report, Story

STAGES = {
    "intake": "meja penerimaan / desk",
    "triage": "kajian / study",
    "sanctions": "BKN, PPK / sanctions",
}
CHANNELS = {Report: "publik", Finding: "temuan", Item: "media"}
_JAKARTA = timezone(timedelta(hours=7))
_SHORT = 8
"""Digits of a trace's id that tell two traces apart for the eye."""
_AROUND = 12  # lines of a terminal that the table leaves free


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as an agency has it. `due`: the day its limit ends. `trace`: of its last event."""

    agency: str
    state: str
    label: str
    event: str
    due: str
    trace: str


@dataclass(slots=True)
class Row:
    """One case as last seen. `moved` counts up over all rows: the highest moved last."""

    story: Story
    case_id: UUID | None = None
    agency: str = ""
    state: str = ""
    label: str = ""
    event: str = ""
    due: str = ""
    trace: str = ""
    moved: int = 0


class Board:
    """Told what changed; draws itself. Use as a context manager around the play."""

    def __init__(
        self,
        stories: Sequence[Story],
        console: Console,
        now: Callable[[], datetime],
        trace_address: Callable[[str], str | None] = lambda _trace: None,
    ) -> None:
        self._now = now
        self._trace_address = trace_address
        self._rows = [Row(story) for story in stories]
        self._of_case: dict[UUID, Row] = {}
        self._console = console
        self._moves = 0
        self._live = Live(
            console=console,
            get_renderable=self._drawn,
            refresh_per_second=5,
            transient=False,
            auto_refresh=console.is_terminal,
        )

    def __enter__(self) -> "Board":
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._console.is_terminal:
            self._live.stop()

    def opened(self, story: Story, case_id: UUID) -> None:
        """This story's case is known now."""
        row = next(row for row in self._rows if row.story is story)
        row.case_id = case_id
        self._of_case[case_id] = row

    @property
    def complete(self) -> bool:
        """Whether the case of every story is known."""
        return len(self._of_case) == len(self._rows)

    def follows(self, case_id: UUID) -> bool:
        """Whether this case is on the board."""
        return case_id in self._of_case

    def narrate(self, story: Story, words: tuple[str, str]) -> None:
        """Tell of a step of a story that is narrated; the others are in the table alone."""
        if story.tells:
            day = self._now().astimezone(_JAKARTA)
            line = f"[dim]{day:%d-%m-%Y}[/dim] [bold]{escape(story.name)}[/bold]: {escape(spoken(words))}"
            self._console.print(line, soft_wrap=True)

    def moved(self, case_id: UUID, seen: Seen) -> None:
        """A case has another state or owner, or something happened to it."""
        row = self._of_case[case_id]
        agency, state, label, event = seen.agency, seen.state, seen.label, seen.event
        row.due, row.trace = seen.due, seen.trace
        if (row.agency, row.state, row.event) == (agency, state, event):
            return
        self._moves += 1
        row.agency, row.state, row.label, row.event, row.moved = agency, state, label, event, self._moves
        if not self._console.is_terminal:
            self._console.print(
                f"  {row.story.name:<15} {agency:<9} {state} {label}  {event}", soft_wrap=True
            )

    def _drawn(self) -> RenderableType:
        """The rows that fit, those that moved last, in the order of the script."""
        fit = max(3, self._console.height - _AROUND)
        latest = sorted(self._rows, key=lambda row: row.moved, reverse=True)[:fit]
        shown = {id(row) for row in latest}
        table = Table(box=None, header_style="bold", pad_edge=False, expand=True)
        table.add_column("perkara / case", no_wrap=True)
        table.add_column("tahap / stage", no_wrap=True)
        table.add_column("status", no_wrap=True, ratio=1)
        table.add_column("batas / due", no_wrap=True)
        table.add_column("kejadian / last event", no_wrap=True)
        table.add_column("jejak / trace", no_wrap=True)
        for row in self._rows:
            if id(row) in shown:
                table.add_row(*_cells(row), self._trace(row))
        return Group(table, Text(self._counted(), style="dim"))

    def _trace(self, row: Row) -> Text:
        """The beginning of the trace's id; in the viewer of the stack, where a terminal knows links."""
        address = self._trace_address(row.trace) if row.trace else None
        return Text(row.trace[:_SHORT] or "-", style=f"dim link {address}" if address else "dim")

    def _counted(self) -> str:
        states = Counter(row.state or "-" for row in self._rows)
        listed = "  ".join(f"{state} {count}" for state, count in sorted(states.items()))
        ended = sum(_ended(row) for row in self._rows)
        return f"\n{ended} dari / of {len(self._rows)} selesai menurut naskah / ended as scripted   {listed}"


def _ended(row: Row) -> bool:
    return (row.agency, row.state) == (row.story.ends_at, row.story.ends_in)


def _cells(row: Row) -> tuple[RenderableType, ...]:
    channel = CHANNELS[type(row.story.begins)]
    style = "green" if _ended(row) else ""
    return (
        f"{row.story.name} [dim]{channel}[/dim]",
        STAGES.get(row.agency, "-"),
        Text(f"{row.state} {row.label}".strip() or "-", style=style),
        row.due or "-",
        row.event or "-",
    )
