"""`netral down`: stop the stack."""

from deploy.cli.options import DEFAULT_HOME, HomeOption
from deploy.cli.running import bring_down
from deploy.stack import Stack


def down(home: HomeOption = DEFAULT_HOME) -> None:
    """Stop everything of this folder. What was accepted stays; the next `up` goes on."""
    stack = Stack(home)
    count = bring_down(stack)
    if count:
        print(f"Stopped {count} process{'es' if count > 1 else ''} of {stack.home.root}.")
    else:
        print(f"Nothing of {stack.home.root} was running.")
