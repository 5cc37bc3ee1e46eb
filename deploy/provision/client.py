"""PostgreSQL's own programs, run on a service's database with everything that its address says."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from deploy.embedded.postgres import programs
from deploy.faults import Fault

NEUTRAL = {"PATH": os.defpath, "LC_ALL": "C"}
"""The environment of a program that reads a file alone."""
_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "database": "PGDATABASE",
    "dbname": "PGDATABASE",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslnegotiation": "PGSSLNEGOTIATION",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcrl": "PGSSLCRL",
    "ssl_min_protocol_version": "PGSSLMINPROTOCOLVERSION",
    "ssl_max_protocol_version": "PGSSLMAXPROTOCOLVERSION",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "krbsrvname": "PGKRBSRVNAME",
    "gsslib": "PGGSSLIB",
}
"""What an address may say, and the variable by which libpq takes it; the rest are settings of the session."""
# The services' driver takes these from the environment too: what is true for it is true for the programs.
_INHERITED = ("HOME", "PGSERVICEFILE", *dict.fromkeys(_VARIABLES.values()))


def call(program: str, *arguments: str) -> list[str]:
    """The command line of a program. It never carries a password: those lists are for all to see."""
    return [str(programs() / program), *arguments]


def run(program: str, arguments: Sequence[str], dsn: str) -> None:
    """Run a program on this database. Raises Fault with what it said."""
    done = subprocess.run(
        call(program, *arguments), env=environment(dsn), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Fault(f"{program} could not do its work", "See its message below", done.stderr.strip())


def refuse_broken(file: Path) -> None:
    """Read a backup from its first byte to its last. Raises Fault for one that is not whole."""
    done = subprocess.run(
        call("pg_restore", f"--file={os.devnull}", str(file)),
        env=NEUTRAL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise broken(file, done.stderr)


def broken(file: Path, said: str) -> Fault:
    """A backup that cannot be read to its end."""
    return Fault(
        f"{file} is no whole backup; nothing was changed",
        "Copy it here again, or name another backup",
        said.strip(),
    )


def environment(dsn: str) -> Mapping[str, str]:
    """An address, its TLS settings included, as PostgreSQL's programs take it from their environment.

    Raises Fault for what they cannot be told in that way.
    """
    inherited = {name: os.environ[name] for name in _INHERITED if os.environ.get(name)}
    return {**NEUTRAL, **inherited, **_place(dsn)}


def _place(dsn: str) -> dict[str, str]:
    parts = urlsplit(dsn)
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    said = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if "sslpassword" in said:
        raise Fault(
            "A database address has sslpassword, which PostgreSQL's programs take from a command line alone",
            "Name a key without a passphrase (sslkey) that its owner alone may read",
        )
    found = {_VARIABLES[name]: value for name, value in said.items() if name in _VARIABLES}
    found |= {"PGOPTIONS": _options(said)}
    found |= _hosts(hosts) | _present(
        {
            "PGUSER": unquote(user),
            "PGPASSWORD": unquote(password),
            "PGDATABASE": unquote(parts.path.lstrip("/")),
        }
    )
    return _present(found)


def _hosts(listed: str) -> dict[str, str]:
    """One host or several, each with its port: `db.example:5432`, `[::1]:5432,other`."""
    if not listed:
        return {}
    hosts, ports = [], []
    for one in listed.split(","):
        place = urlsplit(f"//{one}")
        hosts.append(unquote(place.hostname or ""))
        ports.append(str(place.port or ""))
    return _present({"PGHOST": ",".join(hosts), "PGPORT": ",".join(ports) if any(ports) else ""})


def _options(said: Mapping[str, str]) -> str:
    """What an address sets for the session (`search_path=…`), as the server's options."""
    settings = {name: value for name, value in said.items() if name not in {*_VARIABLES, "options"}}
    written = (f"-c {name}={_escaped(value)}" for name, value in settings.items())
    return " ".join([*filter(None, [said.get("options")]), *written])


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


def _present(found: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in found.items() if value}
