"""`netral dlq`: the events that a service could not apply, and what becomes of them."""

import base64
import json
from collections.abc import Callable
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.cli.options import DEFAULT_HOME, HomeOption, JsonOption, existing
from deploy.faults import Fault
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack

_BOUND = 30.0  # seconds for one answer; a replay also applies what waited behind the letter
_SHORTEST = 4  # characters of an abbreviated id

app = typer.Typer(help="Dead letters: list, show, replay, drop.", no_args_is_help=True)

LetterId = Annotated[
    str, typer.Argument(help="The letter's id, or the beginning or end of it.", metavar="ID")
]
Letter = dict[str, Any]


@app.command("list")
def list_(
    home: HomeOption = DEFAULT_HOME,
    every: Annotated[bool, typer.Option("--all", help="Also those that were replayed or dropped.")] = False,
    json_: JsonOption = False,
) -> None:
    """List the open dead letters of all services, oldest first."""
    with _Operator(home) as operator:
        letters = operator.letters("all" if every else "open")
    if json_:
        print(json.dumps({"dead_letters": letters}))
    elif letters:
        _table(letters)
    else:
        print("Tidak ada / no dead letters.")


@app.command()
def show(letter: LetterId, home: HomeOption = DEFAULT_HOME, json_: JsonOption = False) -> None:
    """Show headers and bytes of one dead letter. What is sealed stays sealed."""
    with _Operator(home) as operator:
        found = operator.find(letter)
        content = {"service": found["service"], **operator.ask("GET", found)}
    if json_:
        print(json.dumps(content))
    else:
        _content(content)


@app.command()
def replay(
    letter: LetterId,
    home: HomeOption = DEFAULT_HOME,
    reason: Annotated[str, typer.Option(help="Why it will work now.", metavar="TEXT")] = "netral dlq replay",
) -> None:
    """Apply a dead letter again, then what waited behind it."""
    _end(home, letter, "replay", reason, "Diterapkan / replayed")


@app.command()
def drop(
    letter: LetterId,
    reason: Annotated[str, typer.Option(help="Why it is given up; it is recorded.", metavar="TEXT")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Give a dead letter up and let through what waited behind it."""
    _end(home, letter, "drop", reason, "Dilepas / dropped")


def _end(home: HomeOption, letter: str, how: str, reason: str, said: str) -> None:
    with _Operator(home) as operator:
        found = operator.find(letter)
        operator.ask("POST", found, f"/{how}", {"reason": reason})
    print(f"{said}: {found['id']} ({found['service']}, {found['source']}.{found['type']})")


class _Operator:
    """The operators at the APIs of all services of one stack, each at its own."""

    def __init__(self, home: HomeOption) -> None:
        self._stack: Stack = existing(home)
        self._client = httpx.Client(timeout=_BOUND, trust_env=False)

    def __enter__(self) -> "_Operator":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def letters(self, state: str) -> list[Letter]:
        """The dead letters of all services, each with its `service`, oldest first."""
        found = []
        for service in SERVICES:
            page: Letter = {"state": state}
            while True:
                answer = self._asked(service, "GET", "", params=page)
                found += [{"service": service, **one} for one in answer["dead_letters"]]
                if answer["next"] is None:
                    break
                page["after"] = answer["next"]
        return sorted(found, key=lambda one: str(one["received_at"]))

    def find(self, text: str) -> Letter:
        """The one dead letter that is meant. Raises Fault if there is none, or more than one."""
        wanted = text.strip().lower()
        meant: Callable[[Letter], bool] = lambda one: (  # noqa: E731
            str(one["id"]).startswith(wanted) or str(one["id"]).endswith(wanted)
        )
        found = [one for one in self.letters("all") if meant(one)] if len(wanted) >= _SHORTEST else []
        if len(found) == 1:
            return found[0]
        what = f"{len(found)} dead letters match" if found else "There is no dead letter"
        raise Fault(
            f"{what} {text!r}", f"Give more of its id ({_SHORTEST} characters or more): netral dlq list --all"
        )

    def ask(self, method: str, letter: Letter, action: str = "", body: Letter | None = None) -> Letter:
        """Ask the service that holds this letter. Raises Fault with what it answered."""
        return self._asked(letter["service"], method, f"/{letter['id']}{action}", json=body)

    def _asked(self, service: str, method: str, path: str, **given: Any) -> Letter:
        url = self._stack.known_url(service)
        headers = {"Authorization": f"Bearer {self._stack.token(f'{service}-operator')}"}
        try:
            answer = self._client.request(method, f"{url}/v1/dead-letters{path}", headers=headers, **given)
            document: Letter = answer.json() if answer.content else {}
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as fault:
            raise Fault(f"{service} does not answer: {type(fault).__name__}", "See: netral status") from fault
        if answer.is_error:
            remedy = "; ".join(f"{one['path']}: {one['reason']}" for one in document.get("errors", ()))
            detail = document.get("detail", answer.status_code)
            raise Fault(f"{service} refused: {detail}", remedy or "See it with: netral dlq show ID")
        return document


def _table(letters: list[Letter]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("id", "service", "event", "state", "reason"):
        table.add_column(
            column, overflow="fold", no_wrap=column == "id", min_width=36 if column == "id" else None
        )
    for one in letters:
        event = f"{one['source']}.{one['type']}" + (f" v{one['version']}" if one["version"] else "")
        cells = (one["id"], one["service"], event, one["state"], one["reason"])
        table.add_row(*(escape(_printable(str(cell))) for cell in cells))
    Console(highlight=False).print(table)


def _content(one: Letter) -> None:
    for name in ("id", "service", "source", "type", "case_id", "version", "reason", "received_at", "state"):
        print(f"{name:<12} {_printable(str(one[name]))}")
    if one["state"] != "open":
        print(f"{'ended':<12} {one['resolved_at']} by {one['resolved_by']}: {_printable(one['resolution'])}")
    print("headers")
    for name, value in one["headers"]:
        print(f"  {_printable(name)}: {_text(value)}")
    print(f"key          {_text(one['key'])}")
    print(f"value        {_text(one['value'])}")


def _text(encoded: str | None) -> str:
    """Bytes for a terminal: as text where they are text, else in hexadecimal."""
    if encoded is None:
        return "-"
    content = base64.b64decode(encoded)
    try:
        return _printable(content.decode())
    except UnicodeDecodeError:
        return content.hex(" ")


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
