"""Guides: how a build is put together, step by step, for it and for the builds that extend it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from buildgen.catalog.coverage import FactId
from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Day, Id, Record, Role, Text

# A role of the build, or a kind of part in it.
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class When(Record):
    """When a step is there: the build has all of `has` and none of `lacks`, roles or kinds of parts."""

    has: tuple[Name, ...] = ()
    lacks: tuple[Name, ...] = ()


class Command(Record):
    """A command, and on what it was run, when and by whom; `date` null when nobody ran it."""

    run: Annotated[str, Field(min_length=1, max_length=400)]
    on: Text | None = None
    date: Day | None = None
    by: Text | None = None
    source: Id | None = None


class Step(Record):
    """One action: what to do it with and on, how hard and how risky it is, and what one sees at its end.

    `minutes` null: nobody has said how long it takes. A warning stands where the risk is, and there is one
    at most.
    """

    id: Id
    title: Text
    when: When = When()
    do: Text
    parts: tuple[Role, ...] = ()
    tools: tuple[Id, ...] = ()
    minutes: Annotated[int, Field(ge=1, le=10_000)] | None = None
    difficulty: Literal["easy", "medium", "hard"]
    risk: Literal["none", "parts", "injury"] = "none"
    warning: Text | None = None
    see: Text
    facts: tuple[FactId, ...] = ()
    commands: tuple[Command, ...] = ()


class BuildGuide(Entry):
    """The steps of one build; those that extend it take them over, each as its parts allow."""

    KIND = "guide"

    build: Id
    source: Id
    note: Text | None = None
    tools: dict[Id, Text]
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=100)]
