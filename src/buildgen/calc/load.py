"""What one run of a model asks of the cards: bytes to read, products to compute, scores to take."""

from __future__ import annotations

from dataclasses import dataclass

from buildgen.calc.tensors import BASE, Inventory, row_bytes, whole

PRODUCTS = 7
"""Weight products in a layer: q, k, v, o, gate, up, down."""

FAMILY: dict[str, str] = {
    # base type: the kernel family whose efficiency it shares
    "Q4_K": "Q4_K",
    "Q8_0": "Q8_0",
    "F16": "Q8_0",
    "BF16": "Q8_0",
    "Q5_K": "between",
    "Q6_K": "between",
    "Q4_0": "between",
    "Q4_1": "between",
    "Q5_0": "between",
    "Q5_1": "between",
}
"""``between``: unpacking costs less per byte than Q4_K and more than Q8_0, so the efficiency lies between.

Types that are not listed (two and three bits, lookup tables) cost more per byte than any that was measured.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """The conditions of a run.

    ``depth`` is the mean number of tokens in the cache of one sequence while it decodes, ``prompt`` the
    tokens of one prompt.
    """

    split: str
    cards: int
    sequences: int = 1
    depth: int = 0
    prompt: int = 512
    kv_type_k: str = "f16"
    kv_type_v: str = "f16"
    flash_attention: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """What a run asks of the cards.

    ``weight_bytes`` lie on the cards, ``cache_bytes`` are the occupied cache of all sequences, ``weights``
    are the elements of the matrices of all layers, ``score_heads`` is layers x heads. ``bandwidth`` is one
    card's, in bytes per second, ``None`` where not known.
    """

    model: str
    family: str
    run: Run
    layers: int
    weight_bytes: int
    cache_bytes: int
    weights: int
    score_heads: int
    bandwidth: float | None

    @property
    def readers(self) -> int:
        """Return how many cards read at the same time: all in row split, one otherwise."""
        return self.run.cards if self.run.split == "row" else 1

    @property
    def remote_products(self) -> int:
        """Return the products of one step whose slices lie on another card (row split only)."""
        return PRODUCTS * self.layers * (self.run.cards - 1) if self.run.split == "row" else 0

    @property
    def prompt_scores(self) -> float:
        """Return the scores that one prompt token takes on average: all prompts share one cache."""
        return self.score_heads * self.run.sequences * self.run.prompt / 2


def make_load(model: str, inventory: Inventory, run: Run, bandwidth: float | None) -> Load:
    """Work out the load of a run of a model that lies wholly on the cards."""
    architecture = inventory.architecture
    layers = whole(architecture.layers)
    width = whole(architecture.kv_heads) * whole(architecture.head_dim)
    per_token = layers * sum(row_bytes(kind.upper(), width) for kind in (run.kv_type_k, run.kv_type_v))
    matrices = [tensor for kind in inventory.kinds for tensor in inventory.layers[kind].matrices]
    return Load(
        model=model,
        family=FAMILY.get(BASE.get(inventory.quantisation.name, ""), ""),
        run=run,
        layers=layers,
        weight_bytes=inventory.gpu_bytes,
        cache_bytes=run.sequences * run.depth * per_token,
        weights=sum(tensor.columns * tensor.rows for tensor in matrices),
        score_heads=layers * whole(architecture.heads),
        bandwidth=bandwidth,
    )
