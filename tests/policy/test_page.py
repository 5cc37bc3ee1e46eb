"""The reference page has every entry, whatever its kind, is the same in every run, and is checked."""

import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from deploy.policy import __main__ as command
from deploy.policy import labels
from deploy.policy.competence import IMPOSED, competences, last_change
from deploy.policy.freedays import announced_years, free_days
from deploy.policy.page import page
from deploy.policy.records import Record, holdings
from shared.policy.sanctions import Position
from tests.policy.held import held


def rows(text: str, heading: str) -> list[str]:
    """The rows of the table under a heading."""
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("| ")][2:]


def test_a_kind_that_nobody_described_has_a_table_of_its_own() -> None:
    strange = Record("moons", "io", "1", date(2020, 1, 1), None, "s", "found", "Bulan", "Moon", {"km": 3643})
    (row,) = rows(page(held([strange])), "moons")
    assert '<a id="moons-io"></a>**io** v1' in row
    assert "Bulan<br>_Moon_" in row
    assert "| 3643 |" in row


def test_every_version_is_a_row_and_what_it_names_a_link() -> None:
    old, new = rows(page(held()), "acts")
    assert "2020-01-01 - 2021-12-31" in old
    assert "[law-2](#laws-law-2)" in new
    assert "ringan / light, sedang / medium" in new
    assert '<a id="acts-a-1"></a>' in old
    assert "<a id" not in new


def test_what_is_not_confirmed_is_collected() -> None:
    (row,) = rows(page(held()), "Belum dikonfirmasi / To be confirmed")
    assert row.startswith("| [A-1@2](#acts-a-1) |")


def test_signs_of_markdown_do_not_break_a_table() -> None:
    _, new = rows(page(held()), "acts")
    assert "Law 2 \\| article &lt;2&gt;" in new
    assert len(re.findall(r"(?<!\\)\|", new)) == len(re.findall(r"\|", rows(page(held()), "acts")[0]))


def test_every_link_of_the_shipped_page_leads_somewhere() -> None:
    text = page(holdings())
    anchors = set(re.findall(r'<a id="([^"]+)"></a>', text))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


def test_every_entry_of_the_shipped_policy_is_on_the_page() -> None:
    shipped = holdings()
    text = page(shipped)
    for kind, records in shipped.kinds.items():
        for one in records:
            assert f'<a id="{kind}-{one.id.lower()}"></a>' in text, one.stamp


def test_every_kind_that_is_shipped_has_a_name_for_people() -> None:
    assert holdings().kinds.keys() <= labels.KINDS.keys()


def test_a_limit_is_shown_with_its_unit_its_start_and_what_it_rests_on() -> None:
    limits = rows(page(holdings()), "Batas waktu / Deadlines")
    (notice,) = [row for row in limits if "**pemberitahuan-kegagalan-pdp**" in row]
    assert "| 3 | kali 24 jam / times 24 hours |" in notice
    (objection,) = [row for row in limits if "**keberatan**" in row]
    assert "DecisionDelivered" in objection
    (traced,) = [row for row in limits if "**lapor-verifikasi**" in row]
    assert "| Diterimanya laporan di SP4N-LAPOR! / Receipt of the report at SP4N-LAPOR! |" in traced
    assert "[pp-79-2021](#instruments-pp-79-2021)" in objection


def test_who_imposes_what_is_one_table() -> None:
    shipped = holdings()
    text = page(shipped).partition("### Siapa menjatuhkan apa / Who imposes what\n")[2].partition("\n## ")[0]
    (pratama,) = [line for line in text.splitlines() if line.startswith("| JPT pratama | kabupaten/kota")]
    assert pratama.count("[ppk](#authorities-ppk)") == len(IMPOSED)
    positions = {one.position for one in competences(shipped.policy, last_change(shipped.policy))}
    assert positions == set(get_args(Position))


def test_the_free_days_of_every_announced_year_are_shown() -> None:
    shipped = holdings()
    text = page(shipped).partition("### Hari libur / Free days\n")[2].partition("\n## ")[0]
    for year in announced_years(shipped.policy):
        (row,) = [line for line in text.splitlines() if line.startswith(f"| {year} |")]
        assert row.count(f"{year}-") == len(free_days(shipped.policy, year)) > 10
    assert "2024-04-10" in text
    assert "2024-09-22" not in text  # a Sunday, free as it is


def test_the_committed_page_is_the_datas() -> None:
    assert command.main(["--check"]) == 0


def test_a_page_that_is_behind_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "PAGE", tmp_path / "policy.md")
    assert command.main(["--write"]) == 0
    assert command.main(["--check"]) == 0
    lines = command.PAGE.read_text(encoding="utf-8").splitlines(keepends=True)
    command.PAGE.write_text("".join([*lines[:6], "other\n", *lines[7:]]), encoding="utf-8")
    assert command.main(["--check"]) == 1
    assert "docs/policy.md:7:" in capsys.readouterr().err
