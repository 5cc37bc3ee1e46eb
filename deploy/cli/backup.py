"""`netral backup`, `restore` and `expire`: databases and, apart from them, the keys of what is sealed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.options import DEFAULT_HOME, HomeOption, existing

FolderArgument = Annotated[Path, typer.Argument(help="The folder of the databases.", metavar="FOLDER")]


def backup(
    folder: FolderArgument,
    keys: Annotated[
        Path, typer.Option("--keys", help="Another folder, for the keys; they live short.", metavar="DIR")
    ],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Back up every database without keys, and the keys apart. Services may run meanwhile."""
    from deploy import backup as work

    stack = existing(home)
    own = work.backup(stack, folder, keys, datetime.now(UTC))
    print(f"databases: {folder}\nkeys:      {own}")


def restore(
    folder: FolderArgument,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", help="A backup of keys too, if the present ones are lost.", metavar="DIR"),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Put every database back to a backup. Keys stay as they are: what was erased stays unreadable."""
    from deploy import backup as work

    stack = existing(home)
    with stack.home.locked():
        stack.start_database()
        work.restore(stack, folder, keys, datetime.now(UTC))
    print("Restored. Start the services with: netral up")


def expire(
    keys: Annotated[Path, typer.Argument(help="The folder of the keys' backups.", metavar="DIR")],
) -> None:
    """Remove backups of keys that have lived as long as policy lets them; for a machine's daily round."""
    from deploy import backup as work

    removed = work.expire(keys, datetime.now(UTC))
    print("\n".join(map(str, removed)) or "None has lived so long")
