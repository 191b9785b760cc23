"""What all entries share: an id, which is the file's name, and the evidence of facts that name none."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from pydantic import Field

from buildgen.catalog.fields import Claim, Evidence, Id, Record, Text

T = TypeVar("T")


class Entry(Record):
    """One validated file of the catalog."""

    KIND: ClassVar[str] = ""

    id: Id = Field(description="Given by the file's name; not written in the file.")

    @property
    def key(self) -> tuple[str, str]:
        """The pair that names this entry in the whole catalog."""
        return (self.KIND, self.id)


class Named(Entry):
    """An entry with a name, a summary and default evidence for its facts."""

    name: Text
    summary: Text | None = None
    evidence: Evidence | None = None

    def proof(self, claim: Claim[Any]) -> Evidence | None:
        """Say where a claim of this entry comes from; None when nothing says so, or nothing is claimed."""
        if claim.value is None:
            return None
        if claim.source is not None:
            default_kind = self.evidence.kind if self.evidence else "reported"
            return Evidence(source=claim.source, kind=claim.kind or default_kind, date=claim.date)
        if self.evidence is None:
            return None
        given = claim.kind or self.evidence.kind
        return Evidence(source=self.evidence.source, kind=given, date=claim.date or self.evidence.date)

    def is_assumed(self, claim: Claim[Any]) -> bool:
        """Tell whether a claim has a value that nobody stated."""
        proof = self.proof(claim)
        return proof is not None and proof.kind == "assumed"
