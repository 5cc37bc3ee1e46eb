"""The entry of `netral`: its commands, and how a fault is told."""

import logging
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli import (
    backup,
    bench,
    case,
    classify,
    clock,
    demo,
    dlq,
    down,
    import_,
    policy,
    provision,
    retention,
    status,
    token,
    trace,
    up,
    verify,
    workdays,
)
from deploy.cli.options import HOME_VARIABLE
from deploy.faults import Fault, disk_fault

app = typer.Typer(
    name="netral",
    help="Reports of broken civil-service neutrality, from the front desk to a served decision.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # it would print local variables, and some are secrets
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("up")(up.up)
app.command("down")(down.down)
app.command("status")(status.status)
app.command("token")(token.token)
app.command("provision")(provision.provision)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("expire")(backup.expire)
app.command("retention")(retention.retention)
app.command("bench")(bench.bench)
app.command("demo")(demo.demo)
app.command("import")(import_.import_)
app.add_typer(dlq.app, name="dlq")
app.add_typer(clock.app, name="clock")
app.add_typer(case.app, name="case")
app.add_typer(policy.app, name="policy")
app.command("verify")(verify.verify)
app.command("trace")(trace.trace)
app.command("classify")(classify.classify)
app.command("workdays")(workdays.workdays)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"netral {version('netral')}")
        raise typer.Exit


@app.callback()
def _root(
    home: Annotated[
        Path | None, typer.Option("--home", help="As --home of a command.", metavar="DIR")
    ] = None,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    if home is not None:
        os.environ[HOME_VARIABLE] = str(home)


def main() -> None:
    """Run a command. Exit status 0, 1 for a fault (told in two lines), 2 for wrong usage."""
    for told_by_us in ("aiokafka", "kafka"):
        logging.getLogger(told_by_us).setLevel(logging.CRITICAL)
    try:
        app()
    except Fault as fault:
        _tell(fault)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        known = disk_fault(error)
        if known is None:
            raise
        _tell(known)
        sys.exit(1)


def _tell(fault: Fault) -> None:
    lines = [f"netral: {fault.what}", f"        {fault.remedy}"]
    if fault.detail:
        lines += ["", *(f"    | {line}" for line in fault.detail.splitlines())]
    print("\n".join(lines), file=sys.stderr)


if __name__ == "__main__":
    main()
