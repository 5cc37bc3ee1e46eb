"""The one way an expected fault of running Netral reaches the person who runs it."""

import errno


class Fault(Exception):
    """Something a person can put right: what went wrong, and what to do about it.

    `what` and `remedy` are one line each; `detail` may be longer (the end of a log). Raised instead
    of the library's own error wherever the cause is known; anything else is a bug and keeps its
    traceback.
    """

    def __init__(self, what: str, remedy: str, detail: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.detail = detail


def disk_fault(error: OSError) -> Fault | None:
    """The fault behind an operating system error that a person can put right, or None."""
    where = f": {error.filename}" if error.filename else ""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return Fault(f"The disk is full{where}", "Free some space, then run the command again")
        case errno.EACCES | errno.EPERM:
            return Fault(
                f"No permission{where}",
                "Run as the user who owns this folder, or choose another with --home",
            )
        case errno.ENOTDIR | errno.ENAMETOOLONG:
            return Fault(f"This folder cannot be made{where}", "Choose another folder: --home")
        case errno.EROFS:
            return Fault(f"The file system is read-only{where}", "Choose another folder: --home")
        case errno.EMFILE | errno.ENFILE:
            return Fault("Too many open files", "Raise the limit (ulimit -n 4096), then try again")
        case _:
            return None
