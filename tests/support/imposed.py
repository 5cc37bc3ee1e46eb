"""What may be imposed on a teacher of a regency, and by whom, level by level."""

from collections.abc import Mapping

TEACHER = {"respondent_type": "pns", "position": "jf", "tier": "regency"}
IMPOSED: Mapping[str, Mapping[str, str]] = {
    "moral": {"sanction": "pernyataan-tertutup", "authority": "ppk"},
    "light": {"sanction": "teguran-tertulis", "authority": "administrator"},
    "medium": {"sanction": "penurunan-pangkat", "authority": "jpt-pratama"},
    "heavy": {"sanction": "penurunan-jabatan", "authority": "ppk"},
    "ptdh": {"sanction": "ptdh", "authority": "ppk"},
}
"""The type of sanction, and one who may decide it, as a decision names them."""

AGENCIES = {"regency": "32.08", "province": "32", "centre": "kemenag"}
"""An agency of each tier, whose PPK is competent; those of a region are the one of the cases of all tests."""
