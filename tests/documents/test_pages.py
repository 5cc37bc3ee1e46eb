"""Each kind of document for three cases: what it says, on paper, the same whenever it is printed."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader

from shared.documents.filling import DOTS
from shared.documents.pdf import printed
from tests.documents.cases import KINDS, LONG, POLICY, SHORT, SPARSE, STORIES, Story, documents, filled

SAID = {
    "tanda-terima-laporan": {
        "short": ["Terlapor membagikan ajakan memilih calon", "Pelapor Contoh Satu", "Pilkada serentak 2024",
                  "Diketahui pada : Jumat, 4 Oktober 2024", "Nomor: 001/TBL/BAWASLU-32.08/X/2024"],
        "sparse": ["Seorang pegawai terlihat di panggung", f"Nama : {DOTS}", "Kamis, 2 Januari 2025",
                   "Nomor: 128/TBL/BAWASLU-73.71/I/2025", "Kota Makassar"],
        "long": ["30. Terlapor hadir dan berbicara pada acara ke-30.", "Halaman 4 dari 4", "<b>& Rekan</b>"],
    },
    "surat-penerusan": {
        "short": ["Badan Kepegawaian Negara (BKN)", "kajian yang dimulai pada 13 Oktober 2024",
                  "disimpulkan pada 15 Oktober 2024", "SE MenPANRB 4/2024", "Kabupaten Kuningan"],
        "sparse": [f"Kontestasi : {DOTS}", f"NIP : {DOTS}"],
        "long": ["Kajian memuat tangkapan layar dan keterangan saksi.", "198512312010012002"],
    },
    "rekomendasi": {
        "short": ["Pelanggaran : pelanggaran disiplin", "Kode : DS-06", "hukuman disiplin berat",
                  "PP 94/2021 Pasal 14 huruf i angka 3", "Tanggal perbuatan : Kamis, 3 Oktober 2024",
                  "Nomor: 001/REK/BKN/X/2024"],
        "sparse": ["pelanggaran kode etik", "Dasar menurut petugas : PP 42/2004",
                   "Tingkat yang diusulkan : sanksi moral",
                   "Alasan penyimpangan : Hari perbuatan tidak diketahui"],
        "long": ["Pertimbangan Dampak perbuatan meluas"],
    },
    "surat-panggilan": {
        "short": ["SURAT PANGGILAN PERTAMA", "Hari, tanggal : Senin, 28 Oktober 2024", "001/REK/BKN/X/2024",
                  "secara tertutup", "Kabupaten Kuningan, 21 Oktober 2024", "PP 94/2021"],
        "sparse": ["SURAT PANGGILAN KEDUA", "Alasan hari lebih awal : Pemeriksaan mendesak.",
                   f"Nama : {DOTS}"],
        "long": ["Ruang rapat lantai dua, pukul sembilan.", "[U+5F20 U+4F1F]",
                 "[U+XXXX]: tanda yang tidak ada"],
    },
    "berita-acara-pemeriksaan": {
        "short": ["Tim Pemeriksa", "mengakui membagikan unggahan itu",
                  "ditandatangani oleh pemeriksa dan yang diperiksa",
                  "001/PGL/PPK-32.08/X/2024", "Rabu, 23 Oktober 2024",
                  "telah diserahkan kepada yang diperiksa"],
        "sparse": ["Atasan langsung", "tidak bersedia menandatangani", DOTS,
                   "menolak menandatangani tanpa alasan", "berhak menerima salinan"],
        "long": ["Tanya 24", "Halaman 5 dari 5", "Salinan diserahkan hari itu juga."],
    },
    "keputusan": {
        "short": ["KEPUTUSAN TENTANG PENJATUHAN HUKUMAN DISIPLIN BERAT", "001/BAP/PPK-32.08/X/2024",
                  "KESATU : Menjatuhkan hukuman disiplin berat kepada:", "Disiplin Pegawai Negeri Sipil",
                  "Pejabat Pembina Kepegawaian (PPK) (…"],
        "sparse": ["SANKSI MORAL", "KE-04", f"Jenis hukuman: {DOTS}.", "128/PGL/PPK-73.71/I/2025"],
        "long": ["hukuman disiplin sedang", "Yang bersangkutan belum pernah dijatuhi hukuman."],
    },
    "tanda-terima-keputusan": {
        "short": ["Keputusan nomor : 001/SK/PPK-32.08/X/2024", "Diterima pada : Selasa, 29 Oktober 2024",
                  "Tanggal keputusan : Minggu, 27 Oktober 2024"],
        "sparse": ["Penjatuhan sanksi moral", "Yang menerima"],
        "long": ["Diserahkan langsung di kantor."],
    },
}  # fmt: skip
"""What must be read in each; every one is invented."""
EACH = [(kind, name) for kind in KINDS for name in STORIES]


@cache
def pdf(kind: str, name: str) -> bytes:
    return printed(filled(STORIES[name], kind))


def text(kind: str, name: str) -> str:
    pages = PdfReader(BytesIO(pdf(kind, name))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_there_are_seven_kinds() -> None:
    assert set(KINDS) == SAID.keys()


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_it_says_what_is_true_of_the_case(kind: str, name: str) -> None:
    told, story = text(kind, name), STORIES[name]
    for said in SAID[kind][name]:
        assert said in told, told
    assert str(story.id) in told
    assert told.count("RAHASIA") == len(PdfReader(BytesIO(pdf(kind, name))).pages)
    assert not re.search(r"[{}]|None|\bKE-\d\d@|@\d", told)


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_it_is_the_same_whenever_it_is_printed(kind: str, name: str) -> None:
    again = printed(filled(STORIES[name], kind))
    assert again == pdf(kind, name)
    assert again.startswith(b"%PDF")


@pytest.mark.parametrize("kind", KINDS)
def test_the_reporter_is_in_the_receipt_alone(kind: str) -> None:
    for name in STORIES:
        receipt = kind == "tanda-terima-laporan"
        assert ("Pelapor Contoh" in text(kind, name)) == receipt
    template = POLICY.documents.latest(kind)
    assert template
    assert template.of_the_reporter == (template.stage == "intake")


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_what_it_is(kind: str) -> None:
    reader = PdfReader(BytesIO(pdf(kind, "short")))
    page = filled(SHORT, kind)
    assert reader.metadata
    assert reader.metadata.title == f"{page.title} Nomor {page.number}"
    assert reader.metadata.author == page.letterhead[0]
    assert str(reader.root_object["/Lang"]) == "id-ID"
    assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in reader.pages} == {(595, 842)}
    assert "(…………………………………)" in text(kind, "short"), "nobody is invented who signs"


def test_an_absence_names_no_minutes_in_the_decision() -> None:
    events = {
        type: data for type, data in SHORT.events.items() if type not in {"BapSigned", "ExaminationHeld"}
    }
    page = filled(replace(SHORT, events=events), "keputusan")
    told = " ".join(block for block in page.blocks if isinstance(block, str))
    assert "Berita Acara" not in told
    assert "telah dipanggil secara tertulis" in told


FULL = replace(
    SHORT,
    events={
        **SHORT.events,
        "RecommendationIssued": {
            **SHORT.events["RecommendationIssued"],
            "also": [{"act": "DS-08", "level": "medium"}, {"act": "DS-11", "level": "heavy"}],
        },
        "DecisionIssued": {
            **SHORT.events["DecisionIssued"],
            "sanction": "pembebasan-jabatan",
            "sanction_version": "2",
            "vacant": ["jpt-pratama", "jpt-madya"],
            "conditions": ["persetujuan-mendagri", "penunjukan-pejabat-lebih-tinggi"],
            "repeats": "teguran-tertulis",
            "override": "done-before",
        },
    },
)
"""A decision with everything that it may have to say."""


def test_a_decision_says_all_that_it_rests_on() -> None:
    told = " ".join(" ".join(page.extract_text() for page in _pages(FULL)).split())
    for code in ("DS-08, hukuman disiplin sedang", "DS-11, hukuman disiplin berat"):
        assert told.count(f"(kode {code})") == 2, "as a ground, and as what is settled with it"
    for entries, ids in (
        (POLICY.conditions, ("persetujuan-mendagri", "penunjukan-pejabat-lebih-tinggi")),
        (POLICY.authorities, ("jpt-pratama", "jpt-madya")),
        (POLICY.sanctions, ("teguran-tertulis", "pembebasan-jabatan")),
        (POLICY.reasons, ("done-before",)),
    ):
        for id in ids:
            entry = entries.latest(id)
            assert entry
            assert entry.indonesian.rstrip(".") in told
    plain = text("keputusan", "short")
    for part in ("perbuatan lain", "pernah dijatuhi", "tidak ada, sehingga", "telah dipenuhi"):
        assert part in told
        assert part not in plain


def test_a_sanction_is_said_in_the_words_of_the_version_that_was_imposed() -> None:
    old, new = POLICY.sanctions.versions("penurunan-jabatan")
    assert old.indonesian != new.indonesian
    for imposed in (old, new):
        decided = {**SHORT.events["DecisionIssued"], "sanction_version": imposed.version}
        page = filled(replace(SHORT, events={**SHORT.events, "DecisionIssued": decided}), "keputusan")
        rows = {label: value for block in page.blocks if isinstance(block, tuple) for label, value in block}
        assert rows["KETIGA"] == f"Jenis hukuman: {imposed.indonesian}."


def _pages(story: Story) -> Sequence[PageObject]:
    return PdfReader(BytesIO(printed(filled(story, "keputusan")))).pages


def test_signs_that_the_letters_lack_are_named_by_their_number() -> None:
    told = text("surat-panggilan", "long")
    assert "[U+0110 U+1ED7] Th[U+1ECB] Contoh-Panjangsekali" in told
    assert "[U+" not in text("surat-panggilan", "short")


@pytest.mark.parametrize(
    "notes",
    ["x" * 50_000, "中" * 50_000, "a\n" * 25_000, "\0\u202e😀" * 99],
    ids=["word", "signs", "lines", "odd"],
)
def test_nothing_that_somebody_writes_keeps_it_from_being_printed(notes: str) -> None:
    persons = {**LONG.persons, "respondent.name": "W" * 200, "respondent.office": "中" * 200}
    story = replace(LONG, notes={"ExaminationHeld": notes}, persons=persons)
    assert len(PdfReader(BytesIO(printed(filled(story, "berita-acara-pemeriksaan")))).pages) > 1


def test_a_number_is_of_the_day_at_the_office_that_issues() -> None:
    """On 31 December at 17:30 UTC it is past midnight in Jakarta, and BKN sits there."""
    by_kind = {one.kind: one for one in documents(SPARSE)}
    assert by_kind["tanda-terima-laporan"].issued_on.year == 2025
    assert by_kind["rekomendasi"].office == "bkn"
    assert len(documents(LONG)) == len(KINDS)


@pytest.mark.parametrize(
    ("authority", "office", "said"),
    [
        ("gubernur", "gubernur-32", ["Gubernur", "Ditetapkan di Jawa Barat", "001/SK/GUBERNUR-32/X/2024"]),
        ("presiden", "presiden", ["Presiden", f"Ditetapkan di {DOTS}", "001/SK/PRESIDEN/X/2024"]),
    ],
)
def test_who_decides_in_the_place_of_the_ppk_issues_the_decision(
    authority: str, office: str, said: list[str]
) -> None:
    decision = {**SHORT.events["DecisionIssued"], "authority": authority, "decided_at": office}
    story = replace(SHORT, events={**SHORT.events, "DecisionIssued": decision})
    pages = PdfReader(BytesIO(printed(filled(story, "keputusan")))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert all(one in text for one in said), text


@pytest.mark.parametrize(
    ("ppk", "said"),
    [
        ("ppk-kemenag", ["Ditetapkan di Kementerian Agama", "Menteri Agama", "001/SK/PPK-KEMENAG/X/2024"]),
        ("ppk-32", ["Ditetapkan di Jawa Barat", "001/SK/PPK-32/X/2024"]),
    ],
)
def test_papers_of_another_agency_than_the_regions_name_that_agency(ppk: str, said: list[str]) -> None:
    def read(kind: str) -> str:
        pages = PdfReader(BytesIO(printed(filled(replace(SHORT, ppk=ppk), kind)))).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    decision = read("keputusan")
    assert all(one in decision for one in said), decision
    assert "Kuningan" not in decision
    assert said[0].removeprefix("Ditetapkan di ") in read("rekomendasi")
