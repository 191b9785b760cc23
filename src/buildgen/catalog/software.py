"""Software: what ran on which build, what failed and why, what was never tried, and what was found later."""

from __future__ import annotations

from typing import Literal

from buildgen.catalog.entry import Named
from buildgen.catalog.fields import Day, Id, Record, Text
from buildgen.catalog.parts import Reading


class Attempt(Record):
    """One try, or the decision not to try, by someone on a day."""

    status: Literal["works", "failed", "not tried"]
    build: Id | None = None
    what: Text
    reason: Text | None = None
    version: str | None = None
    by: Text
    date: Day
    source: Id


class Finding(Record):
    """What a public source says since; it stands beside the attempt, not in its place."""

    text: Text
    date: Day | None = None
    source: Id


class Software(Named):
    """A program, a driver or a way of running things."""

    KIND = "software"

    attempts: tuple[Attempt, ...] = ()
    later: tuple[Finding, ...] = ()
    links: tuple[Reading, ...] = ()
