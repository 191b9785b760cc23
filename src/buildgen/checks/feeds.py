"""Feeds: everything that needs power hangs on one supply, and on one only."""

from __future__ import annotations

from collections.abc import Iterator

from buildgen.calc.results import Results
from buildgen.catalog.builds import Build
from buildgen.catalog.parts import Psu
from buildgen.checks.check import Pointer, Problem, check, found


@check("PWR009", "consumer-unfed", on=Build)
def consumers_are_fed(build: Build, results: Results) -> Iterator[Problem]:
    """Every card, processor, board and stated load is fed by a supply."""
    power = results.power(build)
    if not power.supplies:
        return  # the missing supply is told once, by BOM001
    covered = {role for load in build.loads.values() for role in load.covers}
    for name in power.unfed:
        if name in covered and name not in build.loads:
            continue  # the load that covers it is the one to feed
        section = "loads" if name in build.loads else "parts"
        values = {"name": name, "supplies": tuple(s.role for s in power.supplies)}
        pointers = tuple(Pointer(build, ("feeds", supply), "feeds") for supply in list(build.feeds)[:1])
        yield found(build, (section, name), values=values, key=True, subject=name, related=pointers)


@check("PWR012", "fed-twice", on=Build)
def consumers_are_fed_once(build: Build, results: Results) -> Iterator[Problem]:
    """Nothing hangs on the cables of two supplies, which fight each other, and nothing is counted twice."""
    for name, supplies in results.power(build).fed_twice:
        last = supplies[-1]
        index = len(build.feeds[last]) - 1 - build.feeds[last][::-1].index(name)
        values = {"name": name, "supplies": supplies, "supply": last}
        again = len(set(supplies)) == 1
        yield found(
            build,
            ("feeds", last, index),
            values=values,
            sentence="again" if again else "message",
            help="help_again" if again else "help",
            subject=name,
        )
    seen: dict[str, str] = {}
    for load, stated in build.loads.items():
        for index, role in enumerate(stated.covers):
            first = seen.setdefault(role, load)
            if first != load or role in stated.covers[:index]:
                values = {"name": role, "load": load, "other": first}
                sentences = {"sentence": "covered", "help": "help_covered"}
                yield found(build, ("loads", load, "covers", index), values=values, subject=role, **sentences)


@check("PWR013", "feeder-is-no-supply", on=Build)
def feeders_are_supplies(build: Build, results: Results) -> Iterator[Problem]:
    """What feeds others is a power supply."""
    for role in build.feeds:
        part = results.catalog.part(build, role)
        if part is not None and not isinstance(part, Psu):
            yield found(
                build, ("feeds", role), values={"role": role, "kind": part.KIND}, key=True, subject=role
            )
