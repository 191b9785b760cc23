"""Single conductors: their resistance when warm, and the current that a table allows them."""

from __future__ import annotations

from buildgen.catalog.wiring import WiringRules
from buildgen.quantity import Amps, Gauge, Length, Ohms, divide_half_up


def wire_resistance(gauge: Gauge, length: Length, rules: WiringRules) -> Ohms | None:
    """Give the resistance of one warm conductor, one way, to the microohm.

    R = copper x length / area x hot, with `copper` for 1 m of 1 mm2 at 20 degC. None when one is missing.
    """
    copper, hot = rules.copper.value, rules.hot.value
    if copper is None or hot is None:
        return None
    numerator, denominator = hot.as_integer_ratio()
    # uOhm per m and mm2, times um, over 1e-6 mm2: the two factors of a million cancel.
    return Ohms(divide_half_up(copper.grains * length.grains * numerator, gauge.grains * denominator))


def single_limit(gauge: Gauge, rules: WiringRules) -> Amps | None:
    """Give the table's current for one conductor of this size or the next thinner; None below the table."""
    steps = rules.ampacity.steps.value or ()
    return max((step.limit for step in steps if step.gauge <= gauge), default=None)


def grouped_limit(gauge: Gauge, together: int, rules: WiringRules) -> Amps | None:
    """Give the current for each of several conductors that lie together; None beyond either table."""
    limit = single_limit(gauge, rules)
    groups = sorted(rules.grouping.value or (), key=lambda g: g.up_to)
    factor = next((g.factor for g in groups if together <= g.up_to), None)
    return limit.scaled(factor) if limit is not None and factor is not None else None
