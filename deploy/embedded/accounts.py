"""The system user that PostgreSQL runs as when the stack is started by root, who it refuses."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.faults import Fault

USER = "netral"


@dataclass(frozen=True)
class Account:
    """A system user and group, by number."""

    uid: int
    gid: int


def unprivileged() -> Account | None:
    """The account for a program that will not run as root; None when we are not root.

    Makes the system user `netral` (no home, no login) the first time. Raises Fault when it cannot.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(USER)
    except KeyError:
        entry = _create()
    return Account(entry.pw_uid, entry.pw_gid)


def _create() -> pwd.struct_passwd:
    remedy = f"Create it (useradd --system {USER}), or run netral as an ordinary user"
    program = shutil.which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
    if program is None:
        raise Fault(f"PostgreSQL does not run as root and there is no user '{USER}'", remedy)
    made = subprocess.run(
        [
            program,
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            USER,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return pwd.getpwnam(USER)  # made now, or by another stack in the same moment
    except KeyError:
        raise Fault(f"The user '{USER}' could not be made: {made.stderr.strip()}", remedy) from None


def own(folder: Path, account: Account) -> None:
    """Make `folder` the account's own (mode 0700) and let everyone pass through its parents.

    Parents get the right to be passed through, never to be listed or read; whoever knows a name in
    them still needs that file's own permission.
    """
    os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)
    let_through(folder)


def let_through(path: Path) -> None:
    """Add the search permission for others to every parent folder that lacks it."""
    for parent in path.resolve().parents:
        mode = stat.S_IMODE(parent.stat().st_mode)
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def let_read(tree: Path) -> None:
    """Let everyone read and run what is below `tree` (an installed program, nothing secret)."""
    let_through(tree)
    for path in (tree, *tree.rglob("*")):
        if path.is_symlink():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(wanted)
