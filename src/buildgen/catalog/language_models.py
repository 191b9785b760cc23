"""Language models: the figures that decide whether one fits and how fast it runs."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from buildgen.catalog.entry import Named
from buildgen.catalog.fields import Day, Fact, Number, Record, Text, unknown
from buildgen.catalog.parts import Reading
from buildgen.quantity import Memory

Size = Annotated[int, Field(ge=0, le=10_000_000)]


def _unknown() -> Any:
    return Field(default_factory=unknown)


class Quantisation(Record):
    """One file of a model: its size as its source prints it, and the tensor types where a header was read.

    `tensors` maps a tensor's role to its type in each layer, in order: `Q5_K*10 Q4_K*70`. `imatrix` tells
    whether an importance matrix was used, which changes the types of a few file types; null: not known.
    """

    size: Fact[str] = _unknown()
    file_bytes: Fact[Memory] = _unknown()
    imatrix: bool | None = None
    tensors: dict[
        Annotated[str, Field(pattern=r"^[a-z_.]{2,40}$")],
        Annotated[
            str, Field(pattern=r"^[A-Z0-9_]{2,16}(\*[0-9]{1,4})?( [A-Z0-9_]{2,16}(\*[0-9]{1,4})?){0,999}$")
        ],
    ] = Field(default_factory=dict)
    note: Text | None = None


class LanguageModel(Named):
    """A language model; `aliases` are names that benchmark programs and files print for it.

    `architecture` is the name in a GGUF file, `parameters` is in billions, and 0 of `experts` or
    `sliding_window` means that there are none.
    """

    KIND = "model"

    maker: Text | None = None
    aliases: tuple[str, ...] = ()
    released: Day | None = None
    architecture: Fact[str] = _unknown()
    parameters: Fact[Number] = _unknown()
    layers: Fact[Size] = _unknown()
    hidden: Fact[Size] = _unknown()
    heads: Fact[Size] = _unknown()
    kv_heads: Fact[Size] = _unknown()
    head_size: Fact[Size] = _unknown()
    feed_forward: Fact[Size] = _unknown()
    vocabulary: Fact[Size] = _unknown()
    context_limit: Fact[Size] = _unknown()
    tied_embeddings: Fact[bool] = _unknown()
    attention_biases: Fact[bool] = _unknown()
    experts: Fact[Size] = _unknown()
    sliding_window: Fact[Size] = _unknown()
    quantisations: dict[Annotated[str, Field(pattern=r"^[A-Z0-9_]{2,16}$")], Quantisation] = Field(
        default_factory=dict
    )
    links: tuple[Reading, ...] = ()
