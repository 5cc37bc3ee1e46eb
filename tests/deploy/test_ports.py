"""Ports are chosen once, kept, and given up only to somebody else."""

import json
import socket

import pytest

from deploy.embedded.ports import HOST, Ports, is_free, is_listening
from deploy.faults import Fault
from deploy.home import Home


def _taken(port: int) -> socket.socket:
    other = socket.socket()
    other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    other.bind((HOST, port))
    other.listen()
    return other


def test_a_port_is_kept_over_restarts(home: Home) -> None:
    chosen = Ports(home).claim("kafka")
    assert Ports(home).claim("kafka") == chosen
    assert Ports(home).get("kafka") == chosen
    assert json.loads(home.addresses.read_text())["ports"] == {"kafka": chosen}


def test_a_port_taken_by_someone_else_is_chosen_again(home: Home) -> None:
    chosen = Ports(home).claim("kafka")
    with _taken(chosen):
        assert not is_free(chosen)
        assert is_listening(chosen)
        assert Ports(home).keep("kafka") == chosen, "our own server may be the one that listens"
        assert Ports(home).claim("kafka") != chosen


def test_names_get_different_ports(home: Home) -> None:
    ports = Ports(home)
    assert len({ports.claim(f"service-{n}") for n in range(50)}) == 50


def test_ports_come_from_the_range_that_is_given(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETRAL_PORTS", "19000-19003")
    ports = Ports(home)
    assert ports.claim("kafka") in range(19_000, 19_004)
    for n in range(3):
        assert ports.claim(f"service-{n}") in range(19_000, 19_004)
    with pytest.raises(Fault, match="among 19000-19003"):
        ports.claim("one-more")


@pytest.mark.parametrize("odd", ["20000", "a-b", "200-300", "30000-20000", "60000-70000", "1-2-3"])
def test_an_odd_range_is_refused_with_its_name(home: Home, monkeypatch: pytest.MonkeyPatch, odd: str) -> None:
    monkeypatch.setenv("NETRAL_PORTS", odd)
    with pytest.raises(Fault) as fault:
        Ports(home).claim("kafka")
    assert "NETRAL_PORTS" in fault.value.what
    assert "20000-29999" in fault.value.remedy


def test_a_connection_that_lingers_does_not_take_a_port(home: Home) -> None:
    chosen = Ports(home).claim("kafka")
    server = _taken(chosen)
    client = socket.create_connection((HOST, chosen))
    taken, _ = server.accept()
    taken.close()  # the server closes first: the port stays in TIME_WAIT
    client.close()
    server.close()
    assert Ports(home).claim("kafka") == chosen


def test_a_damaged_file_is_told_with_its_remedy(home: Home) -> None:
    home.addresses.write_text("{")
    with pytest.raises(Fault) as fault:
        Ports(home).claim("kafka")
    assert str(home.addresses) in fault.value.what
    assert "rm " in fault.value.remedy
