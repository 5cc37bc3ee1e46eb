"""The reference page of the policy, `docs/policy.md`, and whether it says what the data says.

python -m deploy.policy --check     exit 1 and the first line that differs
python -m deploy.policy --write     write it anew
"""

from collections.abc import Sequence
from pathlib import Path

from deploy.markdown import committed
from deploy.policy.page import page
from deploy.policy.records import holdings

PAGE = Path(__file__).parent.parent.parent / "docs" / "policy.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 1 if the page is not the data's."""
    about = "The policy's reference page."
    return committed(PAGE, lambda: page(holdings()), "deploy.policy", about, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
