"""Tokens for the offices that there are: of regions, of ministries, of those above them."""

import json
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import pytest

from deploy.cli.token import token
from deploy.faults import Fault
from deploy.home import Home
from deploy.provision.principals import Issuer, known


def claims(signed: str) -> Any:
    part = signed.split(".")[1]
    return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


@pytest.mark.parametrize(
    ("principal", "agency", "region"),
    [
        ("ppk-officer", "ppk-33.18", "33.18"),
        ("ppk-officer", "ppk-kemenag", "32.08"),
        ("superior-official", "gubernur-33", "33"),
        ("superior-official", "mendagri", "32"),
    ],
)
def test_a_token_names_the_office_and_never_a_region_that_is_none(
    tmp_path: Path, principal: str, agency: str, region: str
) -> None:
    home = Home(tmp_path)
    home.secrets.mkdir(parents=True)
    issuer = Issuer(home)
    issuer.publish()
    said = claims(issuer.token(known(principal), agency=agency))
    assert (said["agency"], said["region"]) == (agency, region)


@pytest.mark.parametrize("agency", ["ppk-emperor", "ppk-99.99", "gubernur-32.08", "mendagri-32", "nobody"])
def test_for_an_office_that_there_is_not_there_is_no_token(tmp_path: Path, agency: str) -> None:
    with pytest.raises(Fault, match="is no office"):
        token("ppk-officer", agency, None, tmp_path)
