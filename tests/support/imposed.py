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
