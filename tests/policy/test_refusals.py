"""A broken policy is refused with file, line, entry, field, reason and remedy."""

import re
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from shared import policy
from shared.policy import loading
from shared.policy.loading import Loading
from shared.runtime import Blueprint
from tests.policy.folders import copy, edit, findings


class Broken(NamedTuple):
    """An edit of the real data behind the text `entry`, and what is said of it `down` lines below."""

    file: str
    entry: str
    pattern: str
    to: str
    name: str | None
    field: str | None
    reason: str
    down: int = 0


ENTRIES = [
    Broken("rules.yaml", "id: kajian,", r"confidence", "colour: red, confidence", "kajian@1", "colour",
           "no field that is known"),
    Broken("rules.yaml", "id: kajian,", r"valid_from: [\d-]+, ", "", "kajian@1", "valid_from",
           "is missing"),
    Broken("rules.yaml", "id: kajian,", r"valid_from: [\d-]+", "valid_from: 2022-02-30", "kajian@1",
           "valid_from", "'2022-02-30' is no day"),
    Broken("rules.yaml", "id: kajian,", r"valid_from: [\d-]+", "valid_from: 20220101", "kajian@1",
           "valid_from", "20220101 is no day"),
    Broken("rules.yaml", "id: kajian,", r"(valid_from: )[\d-]+", r"\g<1>2022-05-02, valid_to: 2022-05-01",
           "kajian@1", "valid_to", "2022-05-01 lies before valid_from, 2022-05-02"),
    Broken("rules.yaml", "id: kajian,", r"confidence: \w+", "confidence: design", "kajian@1", "confidence",
           "'design' is none of its values"),
    Broken("rules.yaml", "id: kajian,", r"english: \".*\"", 'english: ""', "kajian@1", "english",
           "is empty"),
    Broken("rules.yaml", "id: kajian,", r"indonesian: \".*\"", 'indonesian: " "', "kajian@1", "indonesian",
           "is empty"),
    Broken("rules.yaml", "id: kajian,", r",\s+english: \".*\"", "", "kajian@1", "english", "is missing", -2),
    Broken("rules.yaml", "id: kajian,", r"source: \".*\"", "source: ~", "kajian@1", "source", "is empty"),
    Broken("rules.yaml", "id: kajian,", r'version: "1"', "version: 1", "kajian@1", "version",
           "1 is no text"),
    Broken("rules.yaml", "id: kajian,", r"confidence", "id: kajian2, confidence", "kajian@1", "id",
           "the key stands in line"),
    Broken("rules.yaml", "id: registrasi,", r"registrasi,", "kajian-awal,", "kajian-awal@1", "version",
           "is there twice: line"),
    Broken("rules.yaml", 'id: rekomendasi, version: "1"', r", skb-2022", "", "rekomendasi@1", "instruments",
           "none of them is in force on 2023-10-31"),
    Broken("rules.yaml", "id: verifikasi-satgas,", r"2022-09-22", "2022-09-21", "verifikasi-satgas@1",
           "instruments", "none of them is in force on 2022-09-21"),
    Broken("instruments.yaml", "id: skb-2022", r"id: skb-2022,", "id: pp-94-2021,", "pp-94-2021@1",
           "version", "is there twice: line"),
    Broken("instruments.yaml", 'id: uu-20-2023, version: "2"', r"2025-10-16", "2025-10-15", "uu-20-2023@2",
           "valid_from", "2025-10-15 overlaps uu-20-2023@1 (line"),
    Broken("instruments.yaml", 'id: uu-20-2023, version: "1"', r"valid_to: [\d-]+, ", "", "uu-20-2023@2",
           "valid_from", "without an end", 3),
    Broken("instruments.yaml", 'id: uu-20-2023, version: "2"', r"2025-10-16", "2025-10-18", "uu-20-2023@2",
           "valid_from", "no version is valid from 2025-10-16 to 2025-10-17"),
    Broken("instruments.yaml", "id: pp-94-2021", r"repeals: \[[^]]*\]", "repeals: [pp-53-2011]",
           "pp-94-2021@1", "repeals.0", "instruments.yaml has no pp-53-2011"),
    Broken("instruments.yaml", "id: pp-94-2021", r"repeals: \[[^]]*\]", "repeals: pp-53-2010",
           "pp-94-2021@1", "repeals", "'pp-53-2010' is no list"),
    Broken("catalogue.yaml", 'id: KE-01, version: "2022"', r"instrument: skb-2022", "instrument: skb-2020",
           "KE-01@2022", "instrument", "skb-2020 is not in force on all days of it"),
    Broken("catalogue.yaml", 'id: KE-01, version: "2022"', r"photo", "foto", "KE-01@2022", "evidence.0",
           "evidence.yaml has no foto"),
    Broken("catalogue.yaml", 'id: KE-01, version: "2022"', r"levels: \[moral\]", "levels: [light]",
           "KE-01@2022", None, "a breach of ethics has the level moral", -1),
    Broken("documents.yaml", "id: surat-panggilan", r"\{SummonsIssued.number\}", "{summons.number}",
           "surat-panggilan@1", "title", "{summons.number} is filled in with nothing"),
    Broken("documents.yaml", "id: surat-panggilan", r"examination_on:weekday", "examination_on:weakday",
           "surat-panggilan@1", "paragraphs.3.rows.Hari, tanggal", "weakday is no form of"),
    Broken("documents.yaml", "id: surat-panggilan", r"\{office\}/\{month\}/\{year\}", "{office}",
           "surat-panggilan@1", "number", "lacks {year}"),
    Broken("documents.yaml", "id: surat-panggilan", r"\{number:03\}", "{nomor}",
           "surat-panggilan@1", "number", "a number is made of {number}"),
    Broken("documents.yaml", "id: surat-panggilan", r"Nama: .*", 'Nama: "{reporter.name}"',
           "surat-panggilan@1", None, "{reporter.name} never leaves intake", -14),
    Broken("documents.yaml", "id: surat-panggilan", r"Pukul: .*", 'Pukul: "{SummonsIssued.notes}"',
           "surat-panggilan@1", "paragraphs.3.rows.Pukul", "may fill pages"),
    Broken("documents.yaml", "id: surat-panggilan", r"- text: \"Bersama",
           '- heading: x\n        text: "Bersama',
           "surat-panggilan@1", "paragraphs.0", "either heading, text or rows"),
    Broken("documents.yaml", "id: surat-panggilan", r"    english: Summons\n", "",
           "surat-panggilan@1", "english", "is missing", -5),
    Broken("families.yaml", "id: social_media_support", r"DS-06: ", "DS-66: ", "social_media_support@1",
           "codes.DS-66", "catalogue.yaml has no DS-66"),
    Broken("families.yaml", "id: social_media_support", r"KE-04: \[\]", "KE-04: [{colour: true}]",
           "social_media_support@1", "codes.KE-04.0.colour", "'colour' is none of its values"),
    Broken("respondents.yaml", "id: village_head,", r"reason: [\w-]+", "reason: because", "village_head@1",
           "reason", "reasons.yaml has no because"),
    Broken("contests.yaml", "id: pilkada-2024,", r"valid_from: 2021-02-27", "valid_from: 2021-02-20",
           "pilkada-2024@1", "valid_from", "2021-02-20 overlaps pilkada-2020@1"),
    Broken("contests.yaml", "id: pemilu-2029,", r"valid_from: 2024-10-21", "valid_from: 2024-10-31",
           "pemilu-2029@1", "valid_from", "no version is valid from 2024-10-21 to 2024-10-30"),
    Broken("contests.yaml", "id: pilkada-2024,", r"voting: [\d-]+", "voting: 2024-09-01", "pilkada-2024@1",
           None, "voting lies before quiet.last", -1),
    Broken("reasons.yaml", "id: evidence,", r"steps: \[[\w.]+\]", "steps: [Complete]", "evidence@1",
           "steps.0", "'Complete' does not have its form"),
    Broken("catalogue.yaml", 'id: KE-01, version: "2022"', r"pp-42-2004", "pp-53-2010", "KE-01@2022",
           "legal_basis.0.instrument", "is in force on no day of it"),
    Broken("sanctions.yaml", "id: pernyataan-tertutup", r"instrument: pp-42-2004", "instrument: pp-42-2005",
           "pernyataan-tertutup@1", "legal_basis.0.instrument", "instruments.yaml has no pp-42-2005"),
    Broken("authorities.yaml", "id: pengawas", r"province: administrator", "province: nobody", "pengawas@1",
           "above.province", "authorities.yaml has no nobody"),
    Broken("authorities.yaml", "id: pengawas", r"of: \[light\]", "of: [lihgt]", "pengawas@1", "powers.0.of.0",
           "sanctions.yaml has no lihgt"),
    Broken("conditions.yaml", "id: persetujuan-mendagri,", r"decided_by: ppk", "decided_by: ppx",
           "persetujuan-mendagri@1", "decided_by", "authorities.yaml has no ppx"),
    Broken("institutions.yaml", 'id: bkn, version: "1"', r"valid_to: 2024-08-24",
           "valid_to: 2024-08-26", "bkn@2",
           "valid_from", "2024-08-25 overlaps bkn@1", 4),
    Broken("procedures.yaml", "id: etik,", r"before: [\w.]+", "before: soon", "etik@1", "before",
           "'soon'"),
    Broken("sanctions.yaml", 'id: pdhtaps, version: "1"', r"2021-08-30", "2021-08-29", "pdhtaps@2",
           "valid_from", "no version is valid from 2021-08-30 to 2021-08-30", 5),
    Broken("authorities.yaml", "id: presiden,", r"pdhtaps", "pdhtap", "presiden@1", "powers.0.of.3",
           "sanctions.yaml has no pdhtap"),
    Broken("authorities.yaml", "id: gubernur,", r"sekda", "sekdes", "gubernur@1", "powers.0.when.0",
           "'sekdes' is none of its values"),
    Broken("procedures.yaml", "id: etik,", r"sanctions.PanelConcluded", "panel-concluded", "etik@1",
           "steps.0.ways.0.1", "'panel-concluded' does not have its form"),
    Broken("deadlines.yaml", "id: kajian-awal,", r"rule: [\w-]+", "rule: kajian-akhir", "kajian-awal@1",
           "rule", "rules.yaml has no kajian-akhir"),
    Broken("deadlines.yaml", "id: kajian-pilkada,", r"regime: pilkada", "regime: pemilu", "kajian@1",
           "valid_from", "overlaps kajian-pilkada@1", -4),
    Broken("deadlines.yaml", "id: kajian-pilkada,", r"regime: pilkada, ", "", "kajian-pilkada@1", None,
           "neither a regime nor an option tells it from the other"),
    Broken("deadlines.yaml", "id: lapor-verifikasi,", r"\n +since: \{.*\},", "", "lapor-verifikasi@1",
           "since", "is missing: without starts nothing says", -2),
    Broken("deadlines.yaml", "id: lapor-verifikasi,", r"(since: \{.*?), english: [^}]+", r"\1",
           "lapor-verifikasi@1", "since.english", "is missing"),
    Broken("deadlines.yaml", "id: kajian,", r"passes:", "since: {indonesian: a, english: a}, passes:",
           "kajian@1", None, "the events that it starts with say from what it counts", -3),
    Broken("deadlines.yaml", "id: keberatan,", r"\n +legal_basis: \[.*\],", "", "keberatan@1",
           "legal_basis", "is missing: without a rule nothing says"),
    Broken("deadlines.yaml", "id: kajian-awal,", r"rule: [\w-]+, ", "", "kajian-awal@1", "legal_basis",
           "is missing: without a rule nothing says"),
    Broken("deadlines.yaml", "id: keberatan,", r"pp-79-2021", "pp-79-2022", "keberatan@1",
           "legal_basis.0.instrument", "instruments.yaml has no pp-79-2022"),
    Broken("deadlines.yaml", "id: keberatan,", r"pp-79-2021", "perpres-92-2024", "keberatan@1",
           "legal_basis.0.instrument", "perpres-92-2024 is not in force on all days of it"),
    Broken("deadlines.yaml", "id: validasi-bawaslu,", r"valid_from: [\d-]+", "valid_from: 2022-01-01",
           "validasi-bawaslu@1", "rule", "validasi-bawaslu is not in force on all days of it", -1),
    Broken("deadlines.yaml", "id: kajian-awal-pilkada,", r"valid_from: [\d-]+", "valid_from: 2020-09-29",
           "kajian-awal-pilkada@1", "rule", "kajian-awal is not in force on all days of it", -2),
    Broken("deadlines.yaml", "id: penyampaian,", r"delivery-unit", "delivery-units", "penyampaian@1",
           "option.default", "defaults.yaml has no delivery-units"),
    Broken("defaults.yaml", "id: delivery-unit,", r"stands: working", "stands: lunar", "delivery-unit@1",
           None, "stands: lunar is none of its options", -3),
    Broken("defaults.yaml", "id: ds-03-level,", r"DS-03", "DS-33", "ds-03-level@1", "acts.0",
           "catalogue.yaml has no DS-33"),
    Broken("defaults.yaml", "id: ppk-limit,", r"limits: \[[\w-]+\]", "limits: [tindak]", "ppk-limit@1",
           "limits.0", "deadlines.yaml has no tindak"),
    Broken("deadlines.yaml", "id: penyampaian,", r"option: working", "option: workng", "penyampaian@1",
           "option.option", "workng is no option of delivery-unit: working, calendar"),
    Broken("deadlines.yaml", "id: kajian,", r"(valid_from: [\d-]+)", r"\1, valid_to: 2026-01-01", "kajian@1",
           "valid_to", "from 2026-01-02 on no limit starts with triage.StudyQueued (pemilu)"),
    Broken("defaults.yaml", "id: effect-unit,", r"(valid_from: [\d-]+)", r"\1, valid_to: 2026-11-01",
           "effect-unit@1", "valid_to", "from 2026-11-02 on nothing stands"),
    Broken("defaults.yaml", "id: ppk-limit,", r"limits: \[[\w-]+\]", "limits: [rekomendasi]", "ppk-limit@1",
           "limits.0", "rekomendasi does not hang on ppk-limit"),
    Broken("defaults.yaml", "id: ppk-limit,", r"\{id: ten-calendar,",
           "{id: a, indonesian: a, english: a}, {id: ten-calendar,",
           "ppk-limit@1", "options.1", "tindak-lanjut-ppk has no limit for the option a"),
    Broken("defaults.yaml", "id: start-day,", r"shift: -1", "shift: 0", "start-day@1", "options",
           "no option shifts the first day", -2),
    Broken("respondents.yaml", "id: ppnpn,", r"route: [\w-]+", "route: nobody", "ppnpn@1", "route",
           "institutions.yaml has no nobody"),
]  # fmt: skip
SHEETS = [
    Broken("states.yaml", "id: K01,", r"K01", "K00", "K00", "id", "K00 is there twice"),
    Broken("states.yaml", "id: K04,", r"final: true", "final: yes", "K04", "final",
           "'yes' is neither true nor false"),
    Broken("states.yaml", "id: K90,", r"english: \w+", "english: ~", "K90", "english", "is empty"),
    Broken("roles.yaml", "id: auditor,", r"scope: \w+", "scope: all", "auditor", "scope",
           "'all' is none of its values"),
    Broken("permissions.yaml", "", r"search: \[intake.officer\]", "search: [intake.oficer]", None,
           "services.intake.search", "roles.yaml has no intake.oficer"),
    Broken("permissions.yaml", "", r"nationwide: \[read-feed", "nationwide: [reed-feed", None,
           "nationwide", "permissions.yaml has no reed-feed"),
    Broken("notifications.yaml", "letters:", r"incomplete", "incomplet", None,
           "letters.intake.CompletenessRequested", "notifications.yaml has no incomplet"),
    Broken("notifications.yaml", "events:", r"(intake.DeadlineMissed:)K03", r"\1K79", None,
           "events.intake.DeadlineMissed:K79", "states.yaml has no K79"),
    Broken("notifications.yaml", "limits:", r"penuntutan:", "penuntut:", None,
           "limits.penuntut", "deadlines.yaml has no penuntut"),
    Broken("notifications.yaml", "  teguran-ppk:", r"passed", "pased", None,
           "limits.teguran-ppk.letter", "notifications.yaml has no pased"),
    Broken("notifications.yaml", "events:", r"\[reporter\]", "[reporters]", None,
           "events.intake.ReportReceived.0", "'reporters' is none of its values"),
    Broken("key-desks.yaml", "", r"triage.keys", "triage.key", None, "readers.sanctions.triage",
           "roles.yaml has no triage.key"),
    Broken("key-desks.yaml", "waits:", r"K23", "K99", None, "waits.intake.later-keys",
           "states.yaml has no K99"),
    Broken("retention.yaml", "", r"state: K91", "state: K90", None, "kept.1.state", "K90 is there twice"),
    Broken("retention.yaml", "", r"^(kept:(?s:.*?))  - \{state: K94[^\n]*\n", r"\1", None, "kept",
           "nothing says how long a case is kept that ended in K94"),
    Broken("retention.yaml", "with_master:", r"K04", "K97", None, "with_master", "states.yaml has no K97"),
    Broken("retention.yaml", "", r"years: 5", 'years: "5"', None, "kept.4.years", "'5' is no whole number"),
    Broken("calendar.yaml", "", r'^(zones:(?s:.*?)), "96"', r"\1", None, "zones",
           "no zone has the provinces 96"),
    Broken("calendar.yaml", "zones:", r'"96"', '"97"', None, "zones.2.provinces.7",
           "regions.csv has no 97"),
    Broken("calendar.yaml", "local:", r"indonesian: [^,]+,\s+", "", None, "local.0.indonesian", "is missing"),
]  # fmt: skip
NONSENSE = [
    Broken("contests.yaml", "id: pilkada-ulang-2025", r"regions: \[\"19.01\"", 'regions: ["13.08"',
           "pilkada-ulang-2025@1", "valid_from", "2025-02-21 overlaps psu-2025-04-19@1", -2),
    Broken("contests.yaml", "id: pemilu-2024-presiden", r"regime: pemilu", "regime: pilkada",
           "pemilu-2024-presiden@1", None, "no pilpres is held by the law of a pilkada"),
    Broken("calendar.yaml", "zones:", r'"51", "52"', '"51", "11", "52"', None, "zones.1.provinces.1",
           "11 is in the zone WIB already"),
    Broken("calendar.yaml", "zones:", r"hours: 7", "hours: 9", None, "zones.0", "WIB is 7 hours east"),
    Broken("calendar.yaml", "", r"weekend: \[6, 7\]", "weekend: [1, 2, 3, 4, 5, 6, 7]", None, "weekend",
           "at most 6 items"),
    Broken("catalogue.yaml", 'id: KE-01, version: "2022"', r"pair: DS-01", "pair: DS-02", "KE-01@2022",
           "pair", "DS-02@2022 names KE-02 as its pair, not KE-01"),
    Broken("catalogue.yaml", 'id: KE-01, version: "2022"', r"pair: DS-01", "pair: KE-02", "KE-01@2022",
           "pair", "KE-02@2022 is of the branch ethics too"),
    Broken("deadlines.yaml", "id: kajian-pilkada,", r"variant_of: kajian", "variant_of: kajian-pilkada",
           "kajian-pilkada@1", None, "it cannot count in its own place"),
    Broken("deadlines.yaml", "id: salinan-data-pelapor,", r"whose: authority", "whose: citizen",
           "salinan-data-pelapor@1", None, "an authority's hours alone are counted", -4),
]  # fmt: skip
OF_SERVICES = [
    Broken("documents.yaml", "id: surat-panggilan", r"sanctions.SummonsIssued", "sanctions.SummonsSent",
           "surat-panggilan@1", "event", "has no sanctions.SummonsSent"),
    Broken("documents.yaml", "id: surat-panggilan", r"examination_on", "examined_on",
           "surat-panggilan@1", "paragraphs.3.rows.Hari, tanggal",
           "has no sanctions.SummonsIssued.examined_on"),
    Broken("documents.yaml", "id: surat-panggilan", r"when: SummonsIssued.notes", "when: SummonsSent.notes",
           "surat-panggilan@1", "paragraphs.10.when", "has no sanctions.SummonsSent"),
    Broken("documents.yaml", "id: rekomendasi", r"issuer: authority", "issuer: authorities",
           "rekomendasi@1", "issuer", "has no sanctions.RecommendationIssued.authorities"),
    Broken("deadlines.yaml", "id: kajian,", r"triage.StudyQueued", "triage.StudyQeued", "kajian@1",
           "starts.0", "the contract of that service has no triage.StudyQeued"),
    Broken("deadlines.yaml", "id: pemeriksaan,", r"sanctions.RespondentAbsent", "sanctions.Absent",
           "pemeriksaan@1", "ends.0", "has no sanctions.Absent"),
    Broken("deadlines.yaml", "id: panggilan-kedua,", r"missed_on", "mised_on", "panggilan-kedua@1",
           "counts_from", "has no sanctions.RespondentAbsent.mised_on"),
    Broken("deadlines.yaml", "id: salinan-data-pelapor,", r"(ends_when: \{)subject", r"\1subjects",
           "salinan-data-pelapor@1", "ends_when.subjects", "has no intake.DataRequestDecided.subjects"),
    Broken("reasons.yaml", "id: evidence,", r"intake.RequestCompletion", "intake.RequestCompletoin",
           "evidence@1", "steps.0", "the table of transitions of that service has no "
           "intake.RequestCompletoin"),
    Broken("procedures.yaml", "id: etik,", r"before: [\w.]+", "before: sanctions.Decided", "etik@1", "before",
           "has no sanctions.Decided"),
    Broken("procedures.yaml", "id: etik,", r"sanctions.PanelConcluded", "sanctions.PanelConcludes", "etik@1",
           "steps.0.ways.0.1", "has no sanctions.PanelConcludes"),
    Broken("notifications.yaml", "events:", r"intake.CaseRegistered", "intake.CaseRegisterd", None,
           "events.intake.CaseRegisterd", "has no intake.CaseRegisterd"),
    Broken("notifications.yaml", "\nletters:", r"triage.DuplicateAccepted", "triage.DuplicateAcceptd", None,
           "letters.triage.DuplicateAcceptd", "has no triage.DuplicateAcceptd"),
    Broken("permissions.yaml", "services:", r"RegisterCase", "RegisterCases", None,
           "services.intake.RegisterCases", "has no intake.RegisterCases"),
    Broken("permissions.yaml", "services:", r"^  triage:", "  triagee:", None,
           "services.triagee.QueueStudy", "has no triagee.QueueStudy", 12),
    Broken("notifications.yaml", "templates:", r"(?s)(indonesian: \|.*?)\{state_indonesian\}",
           r"\1{state_indonesien}", None, "templates.default.indonesian",
           "{state_indonesien} is filled in with nothing"),
    Broken("notifications.yaml", "templates:", r"\{case\}", "{case", None, "templates.default.subject",
           "its braces cannot be filled in"),
    Broken("notifications.yaml", "mailboxes:", r"bawaslu-\{region\}", "bawaslu-{regoin}", None,
           "mailboxes.bawaslu", "{regoin} is filled in with nothing"),
    Broken("rules.yaml", "", r"^rules:\n(?s:(.*?))id: keputusan,", r"rules:\n\1id: keputusann,", None,
           "rules", "there is no rule keputusan, on which sanctions."),
    Broken("rules.yaml", "id: keputusan,", r"confidence", "valid_to: 2025-01-01, confidence", "keputusan@1",
           "valid_to", "no version counts after 2025-01-01, and sanctions."),
]  # fmt: skip
FILES = [
    Broken("rules.yaml", "", r"(?s).*", "", None, None, "is empty"),
    Broken("rules.yaml", "", r"(?s).*", "# nothing\n", None, None, "is empty"),
    Broken("rules.yaml", "", r"(?s).*", "- a\n- b\n", None, None, "is no mapping"),
    Broken("rules.yaml", "rules:", r"id: kajian-awal,", "id: [kajian-awal,", None, None, "is no YAML", 3),
    Broken("rules.yaml", "rules:", r"Perbawaslu", "Perba\twaslu\x00", None, None, "is no YAML"),
    Broken("rules.yaml", "", r"^version:", "colour: red\nversion:", None, "colour",
           "no field that is known"),
    Broken("rules.yaml", "", r"^version: .*\n", "", None, "version", "is missing"),
    Broken("rules.yaml", "", r"^rules:", "rule:", None, "rule", "no field that is known"),
    Broken("rules.yaml", "", r"^rules:", "rules: none\nmore:", None, "rules", "is missing or no list"),
    Broken("rules.yaml", "id: kajian,", r"source: \".*\"", "source: *other", None, None, "is no YAML"),
    Broken("rules.yaml", "id: kajian,", r"source: (\".*\",\s+indonesian): (\".*\")", r"source: &a \1: *a",
           "kajian@1", "indonesian", "an alias repeats"),
    Broken("rules.yaml", "id: kajian,", r"source: \".*\"", "source: !!python/name:os.system", "kajian@1",
           "source", "the tag tag:yaml.org,2002:python/name:os.system is not read"),
    Broken("rules.yaml", "id: kajian,", r"confidence", "[a, b]: c, confidence", "kajian@1", None,
           "a key is no text"),
    Broken("rules.yaml", "", r"\A(?s:.*)", f"rules: {'[' * 900}{']' * 900}", None, None, "is nested"),
    Broken("regions.csv", "", r"^level,", "levels,", None, None, "the first line does not name"),
    Broken("regions.csv", "", r"^(province,13,.*)$", r"\1,more", None, None, "8 fields, not 7"),
    Broken("regions.csv", "", r"^province,13,", "province,12,", "12", "code", "stands in line 3 already"),
    Broken("regions.csv", "", r"^province,13,", "island,13,", "13", "level", "'island' is no level"),
    Broken("regions.csv", "", r"^regency,96.71,", "regency,9671,", "9671", "code", "no code of a regency"),
    Broken("regions.csv", "", r"^regency,96.71,Kota Sorong", "regency,96.71,", "96.71", "name", "is empty"),
    Broken("regions.csv", "", r"^regency,96.71,", "regency,95.71,", "95.71", "province_code",
           "is of another province"),
    Broken("regions.csv", "", r"^(regency,96.71,)Kota", r'\1"Kota"s', None, None, "is no CSV"),
]  # fmt: skip


def what(broken: Broken) -> str:
    return f"{broken.file}-{broken.field}-{broken.reason}"


@pytest.mark.parametrize("broken", [*ENTRIES, *SHEETS, *NONSENSE, *OF_SERVICES, *FILES], ids=what)
def test_a_broken_example_is_refused_in_its_line(broken: Broken, tmp_path: Path) -> None:
    folder = copy(tmp_path)
    line = edit(folder / broken.file, broken.entry, broken.pattern, broken.to)
    found = findings(folder)
    told = [one for one in found if broken.reason in one.reason]
    assert told, found
    one = told[0]
    assert (one.file, one.entry, one.field) == (broken.file, broken.name, broken.field)
    assert one.line == line + broken.down


def test_a_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    (folder / "rules.yaml").unlink()
    (folder / "regions.csv").unlink()
    assert [(one.file, one.line, one.reason) for one in findings(folder)] == [
        ("regions.csv", 1, "cannot be read (No such file or directory)"),
        ("rules.yaml", 1, "cannot be read (No such file or directory)"),
    ]


def test_a_file_that_is_not_utf_8_is_refused_in_its_line(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    raw = (folder / "rules.yaml").read_bytes()
    (folder / "rules.yaml").write_bytes(raw.replace(b"Kajian awal", b"Kajian \xe9wal"))
    (one,) = findings(folder)
    assert (one.file, one.reason) == ("rules.yaml", "is not UTF-8")
    assert one.line == raw.count(b"\n", 0, raw.index(b"Kajian awal")) + 1


def test_a_file_that_nothing_reads_is_refused(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    (folder / "deadline.yaml").write_text('version: "1"\n', encoding="utf-8")
    (folder / ".rules.yaml.swp").write_text("", encoding="utf-8")
    (one,) = findings(folder)
    assert (one.file, one.reason) == ("deadline.yaml", "is no file that policy has")


def test_all_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    edit(folder / "states.yaml", "id: K01,", "final: true", "final: 1")
    edit(folder / "rules.yaml", "id: kajian,", r"confidence: \w+", "confidence: sure")
    edit(folder / "rules.yaml", "id: kajian,", r"source", "sources")
    edit(folder / "regions.csv", "", r"^province,13,", "province,1,")
    edit(folder / "roles.yaml", "", r"^version: .*\n", "")
    told = {(one.file, one.field): one for one in findings(folder)}
    assert {
        ("regions.csv", "code"),
        ("roles.yaml", "version"),
        ("rules.yaml", "confidence"),
        ("rules.yaml", "source"),
        ("rules.yaml", "sources"),
        ("states.yaml", "final"),
    } <= told.keys()


def test_what_is_misspelt_is_told_with_what_is_like_it(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    edit(folder / "deadlines.yaml", "id: kajian,", r"triage.StudyQueued", "triage.StudyQeued")
    (one,) = findings(folder)
    assert one.remedy.startswith("write triage.StudyQueued or ")


@pytest.mark.parametrize(
    ("taken_out", "limit"), [(r"  penuntutan: .*\n", "penuntutan"), (r"  keberatan: .*\n", "keberatan")]
)
def test_a_limit_beside_the_way_of_a_case_says_who_is_told_of_it(
    taken_out: str, limit: str, tmp_path: Path
) -> None:
    folder = copy(tmp_path)
    edit(folder / "notifications.yaml", "\nlimits:", taken_out, "")
    (one,) = findings(folder)
    assert (one.file, one.field) == ("deadlines.yaml", "beside")
    assert f"no {limit} under limits" in one.reason


def test_of_every_limit_that_passes_somebody_is_told(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    edit(folder / "notifications.yaml", "events:", r"  triage.DeadlineMissed: .*\n", "")
    told = {(one.entry, one.reason) for one in findings(folder)}
    assert ("kajian@1", "nobody is told that it was missed in K10, K11") in told
    assert not any(name == "verifikasi-satgas@1" for name, _ in told), "K21 has a line of its own"


@pytest.mark.parametrize("service", ["intake", "triage", "sanctions", "notify"])
def test_a_service_starts_with_no_policy_that_names_what_it_has_not(service: str, tmp_path: Path) -> None:
    plan: Blueprint = import_module(f"services.{service}.main").blueprint(policy.load())
    folder = copy(tmp_path)
    versions = policy.load().rules.versions
    rule = next(row.basis for row in plan.procedure.rows if len(versions(row.basis)) == 1)
    edit(folder / "rules.yaml", "", rf"id: {rule},", f"id: {rule}x,")
    edit(folder / "notifications.yaml", "events:", r"triage.NotProven", "triage.NotProved")
    with pytest.raises(policy.PolicyFault) as fault:
        Loading(folder, plan.namable).policy()
    told = {one.reason.partition(",")[0] for one in fault.value.findings}
    assert f"there is no rule {rule}" in told
    reads_triage = "triage" in {plan.name, *plan.reactions.sources}
    assert ("the contract of that service has no triage.NotProved" in told) is reads_triage


def test_a_service_with_a_broken_policy_ends_with_a_line_for_each_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy(tmp_path)
    edit(folder / "roles.yaml", "id: auditor,", "scope: region", "scope: all")
    edit(folder / "rules.yaml", "id: kajian,", "confidence", "colour: red, confidence")
    monkeypatch.setattr(loading, "load", lambda **_: Loading(folder).policy())
    with pytest.raises(SystemExit) as ended:
        policy.load_or_exit()
    assert ended.value.code == 2
    first, second = capsys.readouterr().err.splitlines()
    assert re.match(r"roles\.yaml:\d+: auditor: scope: 'all' is none of its values\. Remedy: choose ", first)
    assert re.match(r"rules\.yaml:\d+: kajian@1: colour: is no field that is known here\. Remedy: ", second)
