"""All checks, written out and sorted by code. A code names one check for ever and is never used again."""

from __future__ import annotations

from buildgen.checks import bill, evidence, fits, identification, power, prices, references, slots, texts
from buildgen.checks.check import Check

CHECKS: tuple[Check, ...] = (
    bill.required_kinds_are_there,
    bill.counts_are_possible,
    bill.roles_are_paid_once,
    bill.lots_cover_roles,
    bill.stated_total_agrees,
    bill.total_is_within_budget,
    fits.sockets_match,
    fits.memory_types_match,
    fits.registered_memory_is_taken,
    slots.memory_slots_suffice,
    slots.card_slots_suffice,
    slots.lanes_suffice,
    slots.plugs_suffice,
    fits.passive_cards_have_fans,
    fits.something_shows_a_picture,
    fits.cooler_fits,
    prices.prices_have_dates,
    prices.prices_have_sources,
    prices.quotes_are_fresh,
    prices.currencies_add_up,
    prices.prices_are_past,
    prices.lines_have_prices,
    prices.freight_is_known,
    prices.ranges_go_up,
    power.budget_is_below_rating,
    power.least_draw_is_below_rating,
    power.budget_is_within_share,
    power.highest_draw_is_below_rating,
    power.peak_is_bearable,
    power.verdict_is_robust,
    power.rating_is_known,
    power.loads_are_known,
    power.consumers_are_fed,
    power.board_power_is_known,
    power.peak_is_known,
    power.consumers_are_fed_once,
    power.feeders_are_supplies,
    power.card_states_are_known,
    references.part_is_known,
    references.state_is_known,
    references.role_is_known,
    references.source_is_known,
    references.parts_are_distinct,
    references.removal_names_something,
    evidence.facts_have_sources,
    evidence.disputes_have_reasons,
    texts.texts_have_both_languages,
    texts.texts_keep_their_direction,
    identification.names_are_known,
    identification.candidates_can_be_identified,
    identification.candidates_can_be_told_apart,
    identification.names_stand_once,
    identification.rules_are_on_their_side,
)

# Codes that are not checks of an entry: reading (SYN), shape (SHP), hand-written pages (DOC, COV), and what
# loading or the run itself finds.
BUILT_IN: tuple[str, ...] = (
    *(f"SYN{n:03}" for n in range(1, 18)),
    *(f"SHP{n:03}" for n in range(1, 11)),
    *(f"COV{n:03}" for n in range(1, 6)),
    *(f"DOC{n:03}" for n in range(1, 4)),
    *("REF003", "REF004", "REF008", "REF010"),
    *("WVR001", "WVR002"),
)

ALL_CODES: tuple[str, ...] = tuple(sorted({*(check.code for check in CHECKS), *BUILT_IN}))
