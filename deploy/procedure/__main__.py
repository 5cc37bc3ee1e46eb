"""The page of the procedure, `docs/procedure.md`, and whether it says what the tables of transitions say.

python -m deploy.procedure --check     exit 1 and the first line that differs
python -m deploy.procedure --write     write it anew
"""

from collections.abc import Sequence
from pathlib import Path

from deploy.markdown import committed
from deploy.procedure.page import page
from deploy.procedure.stages import procedures
from shared import policy

PAGE = Path(__file__).parent.parent.parent / "docs" / "procedure.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 1 if the page is not the tables'."""

    def made() -> str:
        law = policy.load()
        return page(law, procedures(law))

    return committed(PAGE, made, "deploy.procedure", "The page of the procedure.", arguments)


if __name__ == "__main__":
    raise SystemExit(main())
