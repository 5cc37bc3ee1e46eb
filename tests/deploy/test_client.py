"""PostgreSQL's programs are told all that a database's address says, in no list of processes."""

import pytest

from deploy.faults import Fault
from deploy.provision import client

TLS = (
    "postgresql://owner:p%40ss@db.example:6432/netral?sslmode=verify-full&sslrootcert=%2Fca.pem"
    "&sslcert=own.pem&sslkey=own.key&ssl_min_protocol_version=TLSv1.3"
)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGSSLMODE", "PGSSLROOTCERT", "PGPASSWORD", "PGOPTIONS", "PGHOST", "PGPORT"):
        monkeypatch.delenv(name, raising=False)


def told(dsn: str) -> dict[str, str]:
    return {name: value for name, value in client.environment(dsn).items() if name.startswith("PG")}


def test_tls_settings_are_handed_on() -> None:
    assert told(TLS) == {
        "PGHOST": "db.example",
        "PGPORT": "6432",
        "PGUSER": "owner",
        "PGPASSWORD": "p@ss",
        "PGDATABASE": "netral",
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": "/ca.pem",
        "PGSSLCERT": "own.pem",
        "PGSSLKEY": "own.key",
        "PGSSLMINPROTOCOLVERSION": "TLSv1.3",
    }
    assert not any("p@ss" in word or "p%40ss" in word for word in client.call("psql", "--quiet"))


@pytest.mark.parametrize(
    ("dsn", "expected"),
    [
        ("postgresql://o:x@/d?host=%2Frun%2Fpg&port=5433", {"PGHOST": "/run/pg", "PGPORT": "5433"}),
        ("postgresql://o@a:1,[::1]:2/d", {"PGHOST": "a,::1", "PGPORT": "1,2"}),
        ("postgresql://o@a,b:2/d?target_session_attrs=primary", {"PGHOST": "a,b", "PGPORT": ",2"}),
        ("postgresql:///?user=o&password=x&dbname=d", {"PGUSER": "o", "PGPASSWORD": "x", "PGDATABASE": "d"}),
        (
            "postgresql://o@h/d?application_name=a%20b&options=-c%20x.y%3D1",
            {"PGOPTIONS": "-c x.y=1 -c application_name=a\\ b"},
        ),
    ],
)
def test_an_address_is_understood_as_the_services_understand_it(dsn: str, expected: dict[str, str]) -> None:
    found = told(dsn)
    assert {name: found.get(name) for name in expected} == expected


def test_what_the_services_take_from_the_environment_counts_unless_the_address_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGSSLMODE", "require")
    monkeypatch.setenv("PGSSLROOTCERT", "/other.pem")
    monkeypatch.setenv("PGOPTIONS", "-c search_path=elsewhere")
    assert told("postgresql://o@h/d")["PGSSLMODE"] == "require"
    assert told(TLS)["PGSSLROOTCERT"] == "/ca.pem"
    assert "PGOPTIONS" not in told(TLS)


def test_what_cannot_be_handed_on_is_refused() -> None:
    with pytest.raises(Fault, match="sslpassword") as fault:
        client.environment(f"{TLS}&sslpassword=hidden")
    assert "hidden" not in f"{fault.value.what} {fault.value.remedy}"
