"""Which levels of sanction come into question for a code, and why these."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from shared.classification.facts import EarlierSanction
from shared.policy.catalogue import LEVELS, Act, Level, Raised, mildest, mildest_first

Reasons = list[tuple[str, Mapping[str, object]]]
"""Keys of words, with what they name."""
DISCIPLINE: Sequence[Level] = ("light", "medium", "heavy")
NAMES: Mapping[str, Level] = {level: level for level in LEVELS} | {
    "ringan": "light",
    "sedang": "medium",
    "berat": "heavy",
}
"""What the level of an earlier sanction may be called."""


def levels(act: Act, raised: Raised, certain: bool, weak: bool, reasons: Reasons) -> Sequence[Level]:
    """The levels of a code beside another that raises it.

    Raised where the other is met for certain; both where that is open, or its basis `weak` or may be.
    """
    if weak or not certain:
        reasons.append(("may-be-raised", {"code": raised.by}))
        return mildest_first({*act.levels, *raised.levels})
    reasons.append(("raised", {"code": raised.by}))
    return raised.levels


def counting(act: Act, later: Sequence[Act], on: date, reasons: Reasons) -> Act:
    """The version that counts as of that day: the act's own, or a later one that is milder."""
    found = mildest(act, (one for one in later if one.valid_from <= on))
    if found is not act:
        reasons.append(("milder", {"day": found.valid_from}))
    return found


class Weighed(NamedTuple):
    """A sanction by its level and its weight, None where only the level is told."""

    level: Level
    weight: int | None


def repeated(
    earlier: Sequence[EarlierSanction | str],
    given: Sequence[Level],
    known: Mapping[str, Weighed],
    acts: Mapping[str, Act],
    weights: Mapping[Level, tuple[int, int]],
    reasons: Reasons,
) -> Sequence[Level]:
    """The levels with a heavier type than the heaviest earlier sanction of the same nature (PP 94/2021).

    `known`: types of sanctions by id; `weights`: of each level the lightest and the heaviest type. Where only
    a level is told, its lightest type is taken, and the level above comes into question beside it.
    """
    if not any(level in DISCIPLINE for level in given):
        return given
    each = [_of_earlier(one, known, acts) for one in earlier]
    if False in each:
        reasons.append(("repeated-unknown", {}))
    counted = (one for one in each if isinstance(one, Weighed))
    last = max(counted, key=lambda one: _weight(one, weights), default=None)
    if last is None:
        return given
    reasons.append(("repeated", {}))
    least = _weight(last, weights)
    above = [one for one in DISCIPLINE if one in weights and weights[one][1] > least] or ["heavy"]
    fitting = {level for level in given if level in above or level not in DISCIPLINE}
    if not fitting & set(DISCIPLINE):
        fitting.add(max(given[0], above[0], key=LEVELS.index))
    if last.weight is None and last.level in fitting:
        fitting |= {level for level in above if LEVELS.index(level) == LEVELS.index(last.level) + 1}
    return mildest_first(fitting)


def _weight(one: Weighed, weights: Mapping[Level, tuple[int, int]]) -> int:
    if one.weight is not None:
        return one.weight
    return weights[one.level][0] if one.level in weights else 0


def _of_earlier(
    one: EarlierSanction | str, known: Mapping[str, Weighed], acts: Mapping[str, Act]
) -> Weighed | Literal[True, False]:
    """An earlier sanction as it counts; True where it does not count, False where that cannot be told.

    Of the same nature is a breach of neutrality, and no sanction is a moral one, an annulled one or one
    without effect.
    """
    if isinstance(one, str):
        one = EarlierSanction(level=one, type=one, code=one if one in acts else None)
    if one.annulled or one.effective is False:
        return True
    act = acts.get(one.code) if one.code is not None else None
    if act is None and one.code is not None:
        return False
    if act is not None and act.branch != "discipline":
        return True
    told = known.get(one.type) if one.type is not None else None
    level = NAMES.get(one.level) if one.level is not None else None
    level = told.level if told else level or (act.levels[-1] if act and act.levels else None)
    if level == "moral":
        return True
    if level is None or level not in DISCIPLINE:
        return False
    return Weighed(level, told.weight if told else None)
