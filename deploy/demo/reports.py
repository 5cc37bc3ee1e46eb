"""Reports after real kinds of cases, in words of our own, over all three channels.

Names, offices and numbers are invented: nobody's NIP begins with a birth in 1900.
"""

from deploy.demo.steps import (
    ABSENT_TWICE,
    BEGIN_REVIEW,
    BKN,
    COMPLETE,
    DESK,
    EXAMINED,
    FORWARD,
    FOUND,
    PPK,
    REGISTER,
    REPORTED,
    STUDY,
    VALIDATE,
    VALIDATOR,
    VERIFIER,
    VERIFY,
    Steps,
    decided,
    discipline,
    ethics,
    finding,
    recommended,
)
from deploy.demo.story import Await, CaseOf, Finding, Give, Item, Pass, Person, Report, Story, Withdraw

DISCONTINUED_INCOMPLETE = Give(
    "intake", DESK, "discontinue-report", "ReportDiscontinued", {"reason": "incomplete"}
)
INCOMPLETE = Give("intake", DESK, "request-completion", "CompletenessRequested", {"reason": "evidence"})


def _reported(region: str, name: str, account: str, respondent: Person, *, known: int = 2) -> Report:
    email = f"{name.split(maxsplit=1)[0].lower()}@contoh.example"
    return Report(region, account, name, email, respondent, known)


def _link(master: str) -> Give:
    """The desk merges this case into another story's."""
    return Give("intake", DESK, "link-duplicate", "DuplicateLinked", {"master": CaseOf(master)})


ETHICS = Story(
    "etik",
    _reported(
        "33.74",
        "Wening Contoh",
        "Guru sekolah dasar negeri itu menyukai dan mengomentari unggahan seorang bakal calon wali kota"
        " dengan kalimat ajakan, 10 September 2024, dari akun yang memakai foto seragamnya. Tangkapan "
        "layar terlampir.",
        Person("Larasati Contoh", "SD Negeri Contoh 3", "190002141925032001"),
    ),
    (*REPORTED, *ethics("KE-04"), COMPLETE),
    "sanctions",
    "K95",
    tells="Menyukai unggahan bakal calon: kode etik, sanksi moral / likes a prospective candidate: ethics",
)
DISCIPLINE = Story(
    "disiplin",
    _reported(
        "33.74",
        "Galih Contoh",
        "Perbuatan yang sama, sesudah penetapan: pada 30 September 2024 pegawai kelurahan itu menyukai "
        "dan membagikan unggahan kampanye pasangan calon wali kota ke grup warga. Ada tiga tangkapan "
        "layar.",
        Person("Surya Contoh", "Kelurahan Contoh", "190005201926011002"),
    ),
    (*REPORTED, *discipline("DS-06", "heavy")),
    "sanctions",
    "K60",
    tells="Perbuatan sama sesudah penetapan calon: disiplin / the same act after determination: discipline",
)
ABSENT = Story(
    "dua-panggilan",
    Finding(
        "32.08",
        "Pengawas melihat pejabat kecamatan itu, berseragam dinas, di antara peserta kampanye mengangkat "
        "nomor urut dengan jarinya, 30 September 2024 pukul 16.10 WIB. Ada video dan dua saksi.",
        Person("Bagaskara Contoh", "Kecamatan Contoh", "190007011927021003"),
    ),
    (*FOUND, recommended("PD-N2", "medium"), *ABSENT_TWICE, *decided("medium")),
    "sanctions",
    "K60",
    tells="Dua kali dipanggil, tidak datang: diputus tanpa pemeriksaan / twice summoned, never came",
)
LAPSED = Story(
    "tidak-lengkap",
    _reported(
        "36.73",
        "Utari Contoh",
        "Saya mendengar seorang pegawai dinas ikut rapat tim sukses, tetapi saya tidak tahu kapan dan "
        "di mana, dan tidak punya foto atau saksi.",
        Person("Pegawai Contoh", "Dinas Contoh"),
    ),
    (BEGIN_REVIEW, INCOMPLETE, Pass("intake", "over"), DISCONTINUED_INCOMPLETE),
    "intake",
    "K91",
    tells="Diminta bukti, tidak dilengkapi: dihentikan / evidence asked for, never came: it ends",
)
VILLAGE_HEAD = Story(
    "kepala-desa",
    _reported(
        "33.18",
        "Jaka Contoh",
        "Kepala desa kami memimpin yel-yel pasangan calon bupati di balai desa pada 1 Oktober 2024 dan "
        "meminta warga memilih nomor tertentu. Ada rekaman suara.",
        Person("Kades Contoh", "Desa Contoh"),
    ),
    (
        BEGIN_REVIEW,
        Give("intake", DESK, "declare-out-of-scope", "OutOfScopeDeclared", {"reason": "village-head"}),
    ),
    "intake",
    "K91",
    tells="Kepala desa bukan ASN: diarahkan ke Pemda / a village head: told where to go",
)
NOT_PROVEN = Story(
    "tidak-terbukti",
    _reported(
        "51.71",
        "Ketut Contoh",
        "Pegawai dinas itu terlihat di lapangan tempat kampanye pada 29 September 2024. Menurut saya ia"
        " ikut memakai kaus pasangan calon, tetapi fotonya diambil dari jauh.",
        Person("Made Contoh", "Dinas Contoh Kota", "190011091928031004"),
    ),
    (
        *REPORTED,
        recommended("PD-N2", "medium"),
        *EXAMINED,
        Give("sanctions", PPK, "decide-not-proven", "NotProven", {"reason": "evidence-refuted"}),
    ),
    "sanctions",
    "K93",
    tells="Diperiksa: ternyata bertugas menjaga lalu lintas / examined: not proven",
)
MASTER = Story(
    "gabung-1",
    _reported(
        "35.75",
        "Rangga Contoh",
        "Mobil dinas berpelat merah dipakai mengangkut spanduk pasangan calon pada 28 September 2024 "
        "pagi di depan pasar. Sopirnya pegawai dinas itu sendiri. Foto pelat nomor terlampir.",
        Person("Bima Contoh", "Dinas Contoh", "190003301929041005"),
    ),
    (
        BEGIN_REVIEW,
        Await("intake", "DuplicateAccepted"),
        REGISTER,
        STUDY,
        FORWARD,
        VERIFY,
        VALIDATE,
        *discipline("PD-N4", "heavy"),
    ),
    "sanctions",
    "K60",
    tells="Dua laporan satu peristiwa: digabung, kedua pelapor tahu / two reports of one event, merged",
)
ABSORBED = Story(
    "gabung-2",
    _reported(
        "35.75",
        "Sekar Contoh",
        "Pada 28 September 2024 sekitar pukul tujuh saya melihat kendaraan dinas menurunkan spanduk "
        "calon dekat pasar; pengemudinya memakai seragam dinas.",
        Person("tidak dikenal, sopir kendaraan dinas", "Dinas Contoh"),
    ),
    (BEGIN_REVIEW, Await("intake", "InitialReviewBegun", of="gabung-1"), _link("gabung-1")),
    "intake",
    "K04",
    tells="Laporan kedua tentang peristiwa itu / the second report of that event",
)
TEAM = Story(
    "tim-pemeriksa",
    Finding(
        "73.71",
        "Pengawas menemukan surat undangan berkop dinas yang mewajibkan seluruh staf hadir pada "
        "kampanye akbar pasangan calon, 27 September 2024, ditandatangani kepala bidang; daftar hadir "
        "memuat 41 nama.",
        Person("Daeng Contoh", "Dinas Contoh", "190009171930051006"),
    ),
    (*FOUND, *discipline("DS-08", "heavy")),
    "sanctions",
    "K60",
    tells="Mengerahkan bawahan: hukuman berat dengan Tim Pemeriksa / heavy sanction, examination team",
)
WITHDRAWN = Story(
    "tarik-awal",
    _reported(
        "34.71",
        "Danang Contoh",
        "Tetangga saya, pegawai kantor kecamatan, menempel stiker calon di pagar rumahnya pada 26 "
        "September 2024. Fotonya saya ambil dari jalan.",
        Person("Yoga Contoh", "Kecamatan Contoh"),
    ),
    (BEGIN_REVIEW, Withdraw(), Give("intake", DESK, "close-withdrawn", "WithdrawalClosed")),
    "intake",
    "K96",
    tells="Ditarik sebelum registrasi: ditutup / withdrawn before registration: closed",
)
WITHDRAWN_LATE = Story(
    "tarik-lanjut",
    _reported(
        "34.71",
        "Ratri Contoh",
        "Kepala seksi itu mengunggah foto bersama bakal calon wali kota dengan salam simbol pada 9 "
        "September 2024 dan menandai seluruh bawahannya. Tangkapan layar terlampir.",
        Person("Panji Contoh", "Badan Contoh", "190006061931061007"),
    ),
    (BEGIN_REVIEW, REGISTER, STUDY, Withdraw(), FORWARD, VERIFY, VALIDATE, *ethics("KE-05")),
    "sanctions",
    "K60",
    tells="Ditarik sesudah registrasi: perkara jalan terus / withdrawn after it: the case goes on",
)
SILENT = Story(
    "ppk-diam",
    Item("mc-002"),
    (
        finding("61.04"),
        *FOUND,
        recommended("DS-04", "heavy"),
        Pass("sanctions", "over"),
        Give("sanctions", BKN, "warn-ppk", "WarningSent"),
    ),
    "sanctions",
    "K30",
    tells="PPK tidak bertindak sampai batas waktu: BKN menegur / a PPK does nothing: BKN warns it",
    escalation="K80",
)
TOO_LATE = Story(
    "terlambat",
    _reported(
        "32.76",
        "Asih Contoh",
        "Saya sudah lama tahu bahwa pegawai itu hadir pada deklarasi bakal calon bulan Juli, tetapi "
        "baru sekarang sempat melapor. Ada satu foto.",
        Person("Rama Contoh", "Dinas Contoh"),
        known=60,
    ),
    (Give("intake", DESK, "lapse-report", "ReportLapsed", {"reason": "filed-too-late"}),),
    "intake",
    "K90",
    tells="Dilaporkan dua bulan sesudah diketahui: kedaluwarsa / reported two months late: it lapses",
)
COMPLETED = Story(
    "dilengkapi",
    _reported(
        "73.71",
        "Andi Contoh",
        "Seorang penyuluh hadir pada rapat relawan pasangan calon di sebuah warung pada akhir September"
        " 2024; bukti rekaman menyusul.",
        Person("Tenri Contoh", "Balai Contoh", "190008281932071008"),
    ),
    (
        BEGIN_REVIEW,
        INCOMPLETE,
        Give("intake", DESK, "complete-report", "ReportCompleted"),
        REGISTER,
        STUDY,
        FORWARD,
        VERIFY,
        Give("triage", VALIDATOR, "invalidate-report", "NotProven", {"reason": "no-grounds"}),
    ),
    "triage",
    "K93",
    tells="Dilengkapi tepat waktu, tetapi tidak tervalidasi / completed in time, yet not validated",
)
REJECTED = Story(
    "ditolak",
    _reported(
        "51.01",
        "Wayan Contoh",
        "Akun bernama mirip pegawai dinas itu membagikan poster calon pada 25 September 2024; saya "
        "tidak yakin apakah akun itu benar miliknya.",
        Person("Komang Contoh", "Dinas Contoh", "190012121933081009"),
    ),
    (
        BEGIN_REVIEW,
        REGISTER,
        STUDY,
        FORWARD,
        Give("triage", VERIFIER, "reject-report", "ReportRejected", {"reason": "identity-not-certain"}),
    ),
    "triage",
    "K92",
    tells="Pemilik akun tidak pasti: Satgas menolak laporan / whose account it is stays unsure: rejected",
)
RETURNED: Steps = (
    BEGIN_REVIEW,
    Await("triage", "StudyConcluded", of="mc-072"),
    _link("mc-072"),
    Await("intake", "DuplicateReturned"),
    REGISTER,
    STUDY,
    Give("triage", DESK, "discontinue-study", "StudyConcluded", {"reason": "no-violation"}),
)
CLOSED_MASTER = Story(
    "kembali",
    _reported(
        "33.18",
        "Tirta Contoh",
        "Peristiwa ini sudah diberitakan: pegawai itu berfoto di dekat baliho calon. Saya baru "
        "mengetahuinya dari keluarga dan mengirim foto yang sama.",
        Person("Seno Contoh", "Dinas Contoh"),
    ),
    RETURNED,
    "triage",
    "K91",
    tells="Perkara induk sudah ditutup: penggabungan dikembalikan / its master is closed: handed back",
)

REPORTS = (
    ETHICS,
    DISCIPLINE,
    ABSENT,
    LAPSED,
    VILLAGE_HEAD,
    NOT_PROVEN,
    MASTER,
    ABSORBED,
    TEAM,
    WITHDRAWN,
    WITHDRAWN_LATE,
    SILENT,
    TOO_LATE,
    COMPLETED,
    REJECTED,
    CLOSED_MASTER,
)
"""In the order in which the summary tells them."""
