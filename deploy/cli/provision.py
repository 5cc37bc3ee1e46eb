"""`netral provision`: databases, tables and topics, without starting anything."""

from deploy.cli.options import DEFAULT_HOME, HomeOption
from deploy.stack import Stack


def provision(home: HomeOption = DEFAULT_HOME) -> None:
    """Bring the tables and topics up to date, on given servers or on the running embedded ones.

    On a given PostgreSQL the owner's address NETRAL_<SERVICE>_OWNER_DATABASE must be set beside
    NETRAL_<SERVICE>_DATABASE; roles and databases must exist there.
    """
    stack = Stack(home)
    stack.home.prepare()
    for service, names in stack.provision().items():
        print(f"{service}: {', '.join(names) if names else 'up to date'}")
    stack.provision_kafka()
    print(f"topics and rights on {stack.bootstrap}: up to date")
