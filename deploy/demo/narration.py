"""What a newcomer is told of each step: Indonesian first, English second."""

BEGINS = {
    "Report": (
        "Warga menyampaikan laporan dan menerima tanda terima",
        "a citizen hands in a report, gets a receipt",
    ),
    "Finding": (
        "Pengawas Bawaslu mencatat temuannya sendiri",
        "Bawaslu's officer records a finding of their own",
    ),
}

STEPS = {
    "begin-review": ("Meja penerimaan mulai kajian awal", "the front desk begins its review"),
    "request-completion": (
        "Laporan kurang bukti: pelapor diminta melengkapi",
        "evidence is missing: the reporter is asked",
    ),
    "complete-report": ("Pelapor melengkapi laporan tepat waktu", "the reporter completes it in time"),
    "discontinue-report": ("Laporan dihentikan dengan alasan", "the report ends here, with a reason"),
    "declare-out-of-scope": (
        "Terlapor bukan ASN: pelapor diberi tahu ke mana melapor",
        "no civil servant: the reporter is told where to go",
    ),
    "lapse-report": ("Laporan terlambat: kedaluwarsa", "handed in too late: it lapses"),
    "register-case": ("Laporan lengkap: diregistrasi", "complete: registered as a case"),
    "establish-finding": (
        "Berita yang didukung bukti menjadi temuan",
        "a news item with evidence becomes a finding",
    ),
    "link-duplicate": (
        "Peristiwa sama sudah dilaporkan: digabung, kedua pelapor diberi tahu",
        "the same event: merged, both reporters told",
    ),
    "close-withdrawn": ("Laporan yang ditarik ditutup", "the withdrawn report is closed"),
    "withdraw": (
        "Pelapor menarik laporannya dengan nomor tanda terima",
        "the reporter withdraws, by receipt number",
    ),
    "begin-study": ("Bawaslu mengkaji perkara", "Bawaslu studies the case"),
    "record-clarification": ("Bawaslu meminta keterangan", "Bawaslu hears somebody on it"),
    "extend-study": (
        "Keterangan tambahan diperlukan: kajian diperpanjang",
        "statements are still needed: the study is extended",
    ),
    "discontinue-study": ("Kajian: bukan pelanggaran", "the study finds no violation"),
    "lapse-study": ("Waktu penanganan habis", "the time for the study ran out"),
    "forward-to-bkn": (
        "Diduga pelanggaran ASN: diteruskan, Satgas harus memverifikasi",
        "alleged breach: forwarded, to be verified",
    ),
    "verify-report": (
        "Satgas memverifikasi (orang lain, bukan pengkaji)",
        "the task force verifies (never who studied it)",
    ),
    "reject-report": ("Satgas menolak laporan", "the task force rejects the report"),
    "validate-report": (
        "Petugas Bawaslu, orang ketiga, memvalidasi",
        "a third person, of Bawaslu, validates",
    ),
    "invalidate-report": ("Validasi: tidak terbukti", "the validation finds nothing proven"),
    "issue-recommendation": (
        "BKN merekomendasikan sanksi kepada PPK",
        "BKN recommends a sanction to the PPK",
    ),
    "close-not-proven": ("BKN: tidak terbukti", "BKN finds nothing proven"),
    "warn-ppk": (
        "PPK diam sampai batas waktu: BKN menegur (eskalasi)",
        "the PPK let its limit pass: BKN warns it (escalation)",
    ),
    "form-ethics-panel": ("PPK membentuk Majelis Kode Etik", "the PPK forms an ethics panel"),
    "conclude-panel": (
        "Majelis mendengar terlapor dan memutus",
        "the panel hears the respondent and concludes",
    ),
    "form-examination-team": (
        "Hukuman berat: PPK membentuk Tim Pemeriksa",
        "heavy sanction: an examination team is formed",
    ),
    "issue-summons": ("Atasan memanggil terlapor secara tertulis", "a written summons to the respondent"),
    "issue-second-summons": ("Panggilan kedua", "the second summons"),
    "record-absence": ("Terlapor tidak hadir", "the respondent does not come"),
    "hold-examination": (
        "Pemeriksaan tertutup: terlapor didengar",
        "closed examination: the respondent is heard",
    ),
    "sign-bap": ("Berita acara pemeriksaan ditandatangani", "the minutes are signed"),
    "issue-decision": ("PPK menetapkan keputusan", "the PPK issues its decision"),
    "decide-not-proven": ("PPK: tidak terbukti", "the PPK finds nothing proven"),
    "record-delivery": ("Keputusan diterima terlapor", "the respondent receives the decision"),
    "put-into-effect": ("Keputusan berlaku", "the decision takes effect"),
    "complete-sanction": ("Sanksi selesai dijalankan", "the sanction has run its course"),
}
"""By command of the APIs."""

LIMITS = {
    "last day": ("Hari pemeriksaan tiba", "the day of the examination comes"),
    "over": ("Waktunya berakhir", "its time is over"),
}


def spoken(words: tuple[str, str]) -> str:
    """Both languages in a line."""
    return f"{words[0]} / {words[1]}"
