"""The decision: questions asked in turn, each with the answer that a yes leads to."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from buildgen.catalog.coverage import FactId
from buildgen.catalog.entry import Entry
from buildgen.catalog.fields import Record, Text


class Question(Record):
    """One question, what a yes means, and the facts that this rests on; a no leads to the next one."""

    ask: Text
    answer: Text
    facts: tuple[FactId, ...] = ()


class Decision(Entry):
    """The questions in the order they are asked, and what is left when all are answered with no."""

    KIND = "decision"

    title: Text
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=20)]
    otherwise: Text
