"""The regions (wilayah): provinces, regencies and cities by the codes of the Ministry of Home Affairs."""

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from shared.policy.document import read_text
from shared.policy.faults import Finding, PolicyFault
from shared.scope import NATIONAL

COLUMNS = ("level", "code", "name", "type", "short_name", "province_code", "province_name")
CODES = {"province": re.compile(r"\d{2}"), "regency": re.compile(r"\d{2}\.\d{2}")}


def read_regions(path: Path) -> Mapping[str, str]:
    """The name of every region by its code, "00" for the nation. Raises PolicyFault with all wrong lines."""
    rows = csv.reader(read_text(path).splitlines(), strict=True)
    regions, lines, findings = {NATIONAL: "Nasional"}, dict[str, int](), list[Finding]()

    def refuse(entry: str | None, field: str | None, reason: str, remedy: str) -> None:
        findings.append(Finding(path.name, rows.line_num or 1, entry, field, reason, remedy))

    try:
        if tuple(next(rows, ())) != COLUMNS:
            refuse(None, None, "the first line does not name the columns", f"begin with {','.join(COLUMNS)}")
            raise PolicyFault(findings)
        for row in rows:
            if len(row) != len(COLUMNS):
                refuse(
                    None, None, f"{len(row)} fields, not {len(COLUMNS)}", "write one region a line, complete"
                )
                continue
            region = dict(zip(COLUMNS, row, strict=True))
            code = region["code"]
            for field in (name for name in COLUMNS if not region[name].strip()):
                refuse(code, field, "is empty", "write it")
            form = CODES.get(region["level"])
            if form is None:
                refuse(code, "level", f"{region['level']!r} is no level", f"choose one of {', '.join(CODES)}")
            elif not form.fullmatch(code):
                refuse(code, "code", f"no code of a {region['level']}", 'write it like "32" or "32.08"')
            elif code in lines:
                refuse(code, "code", f"stands in line {lines[code]} already", "remove one of the two")
            elif code.partition(".")[0] != region["province_code"]:
                refuse(code, "province_code", "is of another province", "correct it, or the code")
            else:
                regions[code], lines[code] = region["name"], rows.line_num
    except csv.Error as fault:
        refuse(None, None, f"is no CSV: {fault}", "correct the line")
    findings += [
        Finding(path.name, line, code, "province_code", "there is no such province", "add its line")
        for code, line in lines.items()
        if code.partition(".")[0] not in regions
    ]
    if findings:
        raise PolicyFault(findings)
    return regions
