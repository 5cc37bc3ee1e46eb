"""Whether limits and the unconfirmed provisions that they hang on name each other, to the open end."""

from collections.abc import Iterator, Sequence

from shared.policy.deadlines import REGIMES, Deadline
from shared.policy.defaults import Default
from shared.policy.entries import Entries
from shared.policy.entry import A_DAY
from shared.policy.faults import Finding


def loose(deadlines: Entries, defaults: Entries) -> Iterator[Finding]:
    """What of either hangs on nothing, or ends while it is still needed."""
    limits = [(one.entry, one.place) for one in deadlines.placed if isinstance(one.entry, Deadline)]
    provisions = [(one.entry, one.place) for one in defaults.placed if isinstance(one.entry, Default)]
    every_limit = [limit for limit, _ in limits]
    every_default = [default for default, _ in provisions]
    goes_on = "remove the end, or add the version that follows"
    for limit, place in limits:
        if reason := _no_option(limit, every_default):
            words = (reason, "correct it, or add the option there")
            yield deadlines.document.finding(place, ("option", "option"), words)
        if reason := _uncovered(limit, every_limit):
            yield deadlines.document.finding(place, ("valid_to",), (reason, goes_on))
    for default, place in provisions:
        for field, reason in _unused(default, every_limit):
            words = (reason, "add the limit with this option, or remove it here")
            yield defaults.document.finding(place, field, words)
        if reason := _ended(default, every_default, every_limit):
            yield defaults.document.finding(place, ("valid_to",), (reason, goes_on))


def _no_option(limit: Deadline, defaults: Sequence[Default]) -> str | None:
    chosen = limit.option
    if chosen is None:
        return None
    versions = [default for default in defaults if default.id == chosen.default]
    known = {option.id: None for default in versions for option in default.options}
    if not known or chosen.option in known:
        return None
    return f"{chosen.option} is no option of {chosen.default}: {', '.join(known)}"


def _uncovered(limit: Deadline, limits: Sequence[Deadline]) -> str | None:
    """A clock that starts by a limit that ends needs one that goes on, for every regime and its option."""
    if limit.valid_to is None:
        return None
    following = [
        one for one in limits if one.valid_to is None and (one.option is None or one.option == limit.option)
    ]
    for start in limit.starts:
        for regime in (limit.regime,) if limit.regime else REGIMES:
            if not any(start in one.starts and one.regime in (None, regime) for one in following):
                day = limit.valid_to + A_DAY
                return f"from {day} on no limit starts with {start} ({regime}), and nothing would be due"
    return None


def _unused(default: Default, limits: Sequence[Deadline]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if default.governs != "limits":
        return
    if not default.limits and not any(option.shift for option in default.options):
        yield ("options",), "no option shifts the first day, and no limit hangs on it"
    for number, family in enumerate(default.limits):
        chosen = {
            limit.option.option
            for limit in limits
            if limit.family == family and limit.option and limit.option.default == default.id
        }
        if not chosen:
            yield ("limits", number), f"{family} does not hang on {default.id}"
            continue
        for place, option in enumerate(default.options):
            if not option.shift and option.id not in chosen:
                yield ("options", place), f"{family} has no limit for the option {option.id}"


def _ended(default: Default, defaults: Sequence[Default], limits: Sequence[Deadline]) -> str | None:
    last = default.valid_to
    if last is None or any(one.id == default.id and one.valid_from > last for one in defaults):
        return None
    day = last + A_DAY
    for limit in limits:
        hangs = limit.option is not None and limit.option.default == default.id
        if hangs and (limit.valid_to is None or limit.valid_to >= day):
            return f"from {day} on nothing stands, but {limit.stamp} still counts by one of its options"
    return None
