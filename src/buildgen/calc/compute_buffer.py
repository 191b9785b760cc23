"""The compute buffer of one card: the intermediate results of one pass over a micro-batch."""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.calc.pool import Shape
from buildgen.calc.tensors import Architecture, whole


@dataclass(frozen=True, slots=True)
class ComputeTerms:
    """What the buffer is made of, in bytes.

    Several cards: max(attention, feed-forward, logits) + copies x (mask + hidden state) + mask as f16 (flash
    attention). One card: the mask is freed before the logits, so it adds to the other two only. Derived from
    llm_build_llama and the graph allocator (with several copies ggml_backend_sched marks inputs as outputs,
    so that they are never freed); checked against public load logs in tests/calc/load_logs.json.
    """

    hidden: int
    mask: int
    half_mask: int
    attention: int
    feed_forward: int
    logits: int
    copies: int
    cards: int

    def total(self, holds_output: bool) -> int:
        """Return the size of the buffer; ``holds_output`` says whether the output matrix lies on the card."""
        layer = max(self.feed_forward, self.attention)
        logits = self.logits if holds_output else 0
        if self.cards == 1:
            layer += self.mask + self.half_mask
            return max(logits, layer)
        largest = max(logits, layer)
        return largest + self.copies * (self.mask + self.hidden) + self.half_mask


def compute_terms(architecture: Architecture, shape: Shape, copies: int, cards: int) -> ComputeTerms:
    """Return the terms of a card; the logits count on the card that holds the output matrix only."""
    micro_batch = shape.micro_batch
    hidden = whole(architecture.hidden) * micro_batch * 4
    mask = shape.context * shape.mask_rows * 4
    scores = 0 if shape.flash_attention else shape.context * micro_batch * whole(architecture.heads) * 4
    return ComputeTerms(
        hidden=hidden,
        mask=mask,
        half_mask=mask // 2 if shape.flash_attention else 0,
        attention=scores + 4 * hidden,
        feed_forward=2 * whole(architecture.feed_forward) * micro_batch * 4 + 2 * hidden,
        logits=whole(architecture.vocabulary) * micro_batch * 4 + hidden,
        copies=copies,
        cards=cards,
    )


def compute_buffer(
    architecture: Architecture,
    shape: Shape,
    copies: int,
    cards: int,
    holds_output: bool,
) -> int:
    """Return the compute buffer of one card in bytes."""
    return compute_terms(architecture, shape, copies, cards).total(holds_output)
