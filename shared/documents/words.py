"""How documents say days and codes: the words that no policy has, in Indonesian."""

from collections.abc import Mapping
from datetime import date

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
LEVELS: Mapping[str, str] = {
    "moral": "sanksi moral",
    "light": "hukuman disiplin ringan",
    "medium": "hukuman disiplin sedang",
    "heavy": "hukuman disiplin berat",
    "ptdh": "pemberhentian tidak dengan hormat",
}
BRANCHES: Mapping[str, str] = {"KE": "pelanggaran kode etik", "DS": "pelanggaran disiplin"}
ORDINALS: Mapping[int, str] = {1: "pertama", 2: "kedua"}


def long_day(day: date) -> str:
    """2 Desember 2024."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def with_weekday(day: date) -> str:
    """Senin, 2 Desember 2024."""
    return f"{WEEKDAYS[day.weekday()]}, {long_day(day)}"
