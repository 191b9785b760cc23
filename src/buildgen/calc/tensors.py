"""The tensors of a dense language model and their sizes at each quantisation.

Sources: the quantiser of ggml-org/llama.cpp (``llama_tensor_get_type``, in src/llama.cpp at b4407 and in
src/llama-quant.cpp in 2026; the rules below are the same in both) and the block layouts of ggml
(ggml/src/ggml-common.h).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

FAMILIES = ("llama", "qwen2", "qwen3")
"""Architectures (``general.architecture`` of a GGUF file) whose tensors are exactly those listed here."""

BLOCKS: dict[str, tuple[int, int]] = {
    # type: (elements in a block, bytes of a block); ggml-common.h, sizeof of each block_* struct
    "F32": (1, 4),
    "F16": (1, 2),
    "BF16": (1, 2),
    "Q4_0": (32, 18),
    "Q4_1": (32, 20),
    "Q5_0": (32, 22),
    "Q5_1": (32, 24),
    "Q8_0": (32, 34),
    "IQ4_NL": (32, 18),
    "IQ4_XS": (256, 136),
    "Q2_K": (256, 84),
    "Q3_K": (256, 110),
    "Q4_K": (256, 144),
    "Q5_K": (256, 176),
    "Q6_K": (256, 210),
}

BASE: dict[str, str] = {
    # file type: the type that a matrix gets when no rule below says otherwise
    "F16": "F16",
    "BF16": "BF16",
    "Q4_0": "Q4_0",
    "Q4_1": "Q4_1",
    "Q5_0": "Q5_0",
    "Q5_1": "Q5_1",
    "Q8_0": "Q8_0",
    "IQ4_NL": "IQ4_NL",
    "IQ4_XS": "IQ4_XS",
    "Q2_K": "Q2_K",
    "Q3_K_S": "Q3_K",
    "Q3_K_M": "Q3_K",
    "Q3_K_L": "Q3_K",
    "Q4_K_S": "Q4_K",
    "Q4_K_M": "Q4_K",
    "Q5_K_S": "Q5_K",
    "Q5_K_M": "Q5_K",
    "Q6_K": "Q6_K",
}

ROLES = (
    *("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"),
    *("output", "token_embd"),
)
"""The matrices of a dense model: seven of each layer in the order of execution, and the two of the ends."""

FALLBACKS: dict[str, str] = {
    # where a row is no multiple of 256 elements: tensor_type_fallback() of the quantiser
    "IQ4_XS": "IQ4_NL",
    "Q2_K": "Q4_0",
    "Q3_K": "Q4_0",
    "Q4_K": "Q5_0",
    "Q5_K": "Q5_1",
    "Q6_K": "Q8_0",
}


class UnknownQuantisationError(ValueError):
    """The file type is none of those whose rules were read."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """The shape of a language model: counts, not bytes; ``None`` is not known.

    ``experts`` and ``sliding_window`` are 0 where the model has none.
    """

    family: str
    layers: int | None
    hidden: int | None
    heads: int | None
    kv_heads: int | None
    head_dim: int | None
    feed_forward: int | None
    vocabulary: int | None
    tied_embeddings: bool | None
    experts: int | None = 0
    sliding_window: int | None = 0


@dataclass(frozen=True, slots=True)
class Quantisation:
    """A file type of llama.cpp such as ``Q4_K_S``; ``imatrix`` when an importance matrix was used.

    ``types`` are the types that a file's header states, per role and layer; what it leaves out follows the
    quantiser's rules.
    """

    name: str
    imatrix: bool = False
    types: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def stated(self, role: str, index: int = 0) -> str | None:
        """Return the type that the header states for a tensor; ``None`` where it states none."""
        found = dict(self.types).get(role, ())
        return found[index] if index < len(found) else None


@dataclass(frozen=True, slots=True)
class Tensor:
    """One weight: ``columns`` elements in a row (the input), ``rows`` rows (the output)."""

    role: str
    type: str
    columns: int
    rows: int

    @property
    def bytes(self) -> int:
        """Return the size in bytes, without padding."""
        return row_bytes(self.type, self.columns) * self.rows


@dataclass(frozen=True, slots=True)
class Layer:
    """The tensors of one kind of layer: ``matrices`` are 2-D, ``vectors`` are norms and biases."""

    matrices: tuple[Tensor, ...]
    vectors: tuple[Tensor, ...]
    bytes: int


@dataclass(frozen=True, slots=True)
class Inventory:
    """All tensors of a model at one quantisation; ``kinds`` maps each layer to its entry in ``layers``.

    ``file_bytes`` is what llama.cpp reports as the model's size; ``host_bytes`` is the token table, which
    stays in main memory; ``gpu_bytes`` the rest (a tied table is on both sides).
    """

    architecture: Architecture
    quantisation: Quantisation
    layers: tuple[Layer, ...]
    kinds: tuple[int, ...]
    embedding: Tensor
    output: Tensor
    output_norm: Tensor
    file_bytes: int
    host_bytes: int
    gpu_bytes: int


def row_bytes(type_: str, columns: int) -> int:
    """Return the bytes of one row; ``columns`` must be a whole number of blocks (ggml_row_size)."""
    elements, size = BLOCKS[type_]
    return columns // elements * size


def missing_figures(architecture: Architecture) -> tuple[str, ...]:
    """Return the names of the figures that are not known."""
    names = ("layers", "hidden", "heads", "kv_heads", "head_dim", "feed_forward", "vocabulary")
    flags = ("tied_embeddings", "experts", "sliding_window")
    return tuple(name for name in names + flags if getattr(architecture, name) is None)


def take_inventory(architecture: Architecture, quantisation: Quantisation) -> Inventory:
    """List the tensors of a dense model with their types and sizes.

    Raises ``UnknownQuantisationError`` for a file type without rules and ``ValueError`` for a family without
    a tensor list or for missing figures.
    """
    if not is_known(quantisation):
        raise UnknownQuantisationError(quantisation.name)
    if architecture.family not in FAMILIES:
        raise ValueError(f"no tensor list for family {architecture.family!r}")
    missing = missing_figures(architecture)
    if missing:
        raise ValueError(f"missing figures: {', '.join(missing)}")
    hidden, vocabulary = whole(architecture.hidden), whole(architecture.vocabulary)
    types = [_layer_types(architecture, quantisation, index) for index in range(whole(architecture.layers))]
    if quantisation.types:
        types = [_as_stated(quantisation, index, ruled) for index, ruled in enumerate(types)]
    distinct = tuple(dict.fromkeys(types))
    layers = tuple(_make_layer(architecture, pair) for pair in distinct)
    kinds = tuple(distinct.index(pair) for pair in types)
    output_type = quantisation.stated("output") or _output_type(quantisation, hidden)
    output = Tensor("output", output_type, hidden, vocabulary)
    ruled = output_type if architecture.tied_embeddings else _base_type(quantisation, hidden)
    embedding_type = quantisation.stated("token_embd") or ruled
    embedding = Tensor("token_embd", embedding_type, hidden, vocabulary)
    norm = Tensor("output_norm", "F32", hidden, 1)
    body = sum(layers[kind].bytes for kind in kinds) + norm.bytes + output.bytes
    host = embedding.bytes
    file_bytes = body if architecture.tied_embeddings else body + host
    return Inventory(
        architecture, quantisation, layers, kinds, embedding, output, norm, file_bytes, host, body
    )


def is_known(quantisation: Quantisation) -> bool:
    """Say whether the types of all matrices are known: by rule, or as a header states them."""
    stated = dict(quantisation.types)
    if any(type_ not in BLOCKS for types in stated.values() for type_ in types):
        return False
    return quantisation.name in BASE or all(stated.get(role) for role in ROLES)


def whole(figure: int | None) -> int:
    """Return a figure that ``missing_figures`` has already found to be present."""
    if figure is None:
        raise ValueError("figure is missing")
    return figure


def _make_layer(architecture: Architecture, types: tuple[str, str, str, str, str, str, str]) -> Layer:
    """Build one layer; ``types`` in the order q, k, v, o, gate, up, down, which is the order of execution."""
    hidden, feed_forward = whole(architecture.hidden), whole(architecture.feed_forward)
    query = whole(architecture.heads) * whole(architecture.head_dim)
    key = whole(architecture.kv_heads) * whole(architecture.head_dim)
    shapes = (
        ("attn_q", hidden, query),
        ("attn_k", hidden, key),
        ("attn_v", hidden, key),
        ("attn_output", query, hidden),
        ("ffn_gate", hidden, feed_forward),
        ("ffn_up", hidden, feed_forward),
        ("ffn_down", feed_forward, hidden),
    )
    matrices = tuple(
        Tensor(role, type_, columns, rows) for (role, columns, rows), type_ in zip(shapes, types, strict=True)
    )
    vectors = [Tensor("attn_norm", "F32", hidden, 1), Tensor("ffn_norm", "F32", hidden, 1)]
    if architecture.family == "qwen2":  # llm_load_tensors, LLM_ARCH_QWEN2: bq, bk, bv
        vectors += [Tensor(f"{role}.bias", "F32", rows, 1) for role, _, rows in shapes[:3]]
    if architecture.family == "qwen3":  # LLM_ARCH_QWEN3: norms over each head of q and k, no biases
        head_dim = whole(architecture.head_dim)
        vectors += [Tensor(role, "F32", head_dim, 1) for role in ("attn_q_norm", "attn_k_norm")]
    total = sum(tensor.bytes for tensor in matrices) + sum(tensor.bytes for tensor in vectors)
    return Layer(matrices, tuple(vectors), total)


def _layer_types(
    architecture: Architecture, quantisation: Quantisation, index: int
) -> tuple[str, str, str, str, str, str, str]:
    hidden, feed_forward = whole(architecture.hidden), whole(architecture.feed_forward)
    query = whole(architecture.heads) * whole(architecture.head_dim)
    if quantisation.name not in BASE:  # every type is stated, and replaces what stands here
        return ("F16", "F16", "F16", "F16", "F16", "F16", "F16")
    plain = _fall_back(BASE[quantisation.name], hidden)
    value = _fall_back(_value_type(architecture, quantisation, index), hidden)
    down = _fall_back(_down_type(whole(architecture.layers), quantisation, index), feed_forward)
    attention_output = _fall_back(_attention_output_type(quantisation), query)
    return (plain, plain, value, attention_output, plain, plain, down)


def _as_stated(
    quantisation: Quantisation, index: int, ruled: tuple[str, str, str, str, str, str, str]
) -> tuple[str, str, str, str, str, str, str]:
    q, k, v, o, gate, up, down = (
        quantisation.stated(role, index) or type_ for role, type_ in zip(ROLES, ruled, strict=False)
    )
    return (q, k, v, o, gate, up, down)


def _value_type(architecture: Architecture, quantisation: Quantisation, index: int) -> str:
    """Return the type of ``attn_v`` in layer ``index`` (llama_tensor_get_type, branch attn_v)."""
    name, layers = quantisation.name, whole(architecture.layers)
    grouped = whole(architecture.heads) // whole(architecture.kv_heads) >= 4
    rules: dict[str, Callable[[], str]] = {
        "Q2_K": lambda: "Q4_K" if grouped else "Q3_K",
        "Q3_K_M": lambda: "Q5_K" if index < 2 else "Q4_K",
        "Q3_K_L": lambda: "Q5_K",
        "IQ4_NL": lambda: "Q5_K" if grouped else "IQ4_NL",
        "IQ4_XS": lambda: "Q5_K" if grouped else "IQ4_XS",
        "Q4_K_S": lambda: "Q5_K" if index < 4 else "Q4_K",
        "Q4_K_M": lambda: "Q6_K" if _gets_more_bits(index, layers) else "Q4_K",
        "Q5_K_M": lambda: "Q6_K" if _gets_more_bits(index, layers) else "Q5_K",
    }
    chosen = rules[name]() if name in rules else BASE[name]
    if chosen in ("Q3_K", "Q4_K") and _is_70b_class(architecture):
        return "Q5_K"
    return chosen


def _down_type(layers: int, quantisation: Quantisation, index: int) -> str:
    """Return the type of ``ffn_down`` in layer ``index`` (llama_tensor_get_type, branch ffn_down)."""
    name, imatrix = quantisation.name, quantisation.imatrix
    first_eighth = index < layers // 8
    rules: dict[str, Callable[[], str]] = {
        "Q2_K": lambda: "Q3_K",
        "Q3_K_M": lambda: "Q5_K" if index < layers // 16 else "Q4_K",
        "Q3_K_L": lambda: "Q5_K",
        "IQ4_NL": lambda: "Q5_K" if first_eighth and not imatrix else "IQ4_NL",
        "IQ4_XS": lambda: "Q5_K" if first_eighth and not imatrix else "IQ4_XS",
        "Q4_0": lambda: "Q4_1" if first_eighth and imatrix else "Q4_0",
        "Q5_0": lambda: "Q5_1" if first_eighth and imatrix else "Q5_0",
        "Q4_K_S": lambda: "Q5_K" if first_eighth else "Q4_K",
        "Q4_K_M": lambda: "Q6_K" if _gets_more_bits(index, layers) else "Q4_K",
        "Q5_K_M": lambda: "Q6_K" if _gets_more_bits(index, layers) else "Q5_K",
    }
    return rules[name]() if name in rules else BASE[name]


def _attention_output_type(quantisation: Quantisation) -> str:
    """Return the type of ``attn_output`` (llama_tensor_get_type, branch attn_output, no experts)."""
    return {"Q2_K": "Q3_K", "Q3_K_M": "Q4_K", "Q3_K_L": "Q5_K"}.get(
        quantisation.name, BASE[quantisation.name]
    )


def _output_type(quantisation: Quantisation, hidden: int) -> str:
    """Return the type of the output matrix: Q6_K, or Q8_0 where the base type does not divide a row."""
    base = BASE.get(quantisation.name, "F16")
    if base in ("F16", "BF16"):
        return base
    if base == "Q8_0" or hidden % BLOCKS[base][0] != 0:
        return "Q8_0"
    return _fall_back("Q6_K", hidden)


def _base_type(quantisation: Quantisation, columns: int) -> str:
    return _fall_back(BASE.get(quantisation.name, "F16"), columns)


def _fall_back(type_: str, columns: int) -> str:
    """Return the type that a row of ``columns`` elements can hold (tensor_type_fallback)."""
    if columns % BLOCKS[type_][0] == 0:
        return type_
    replacement = FALLBACKS.get(type_, "F16")
    return replacement if columns % BLOCKS[replacement][0] == 0 else "F16"


def _gets_more_bits(index: int, layers: int) -> bool:
    """Say whether the ``_M`` mixtures give this layer a wider type (use_more_bits of the quantiser)."""
    eighth = layers // 8
    return index < eighth or index >= 7 * layers // 8 or (index - eighth) % 3 == 2


def _is_70b_class(architecture: Architecture) -> bool:
    """Say whether llama.cpp calls the model ``70B``: 80 layers, and for llama fewer KV heads than heads."""
    if architecture.layers != 80 or architecture.family == "qwen3":
        return False
    return architecture.family != "llama" or architecture.heads != architecture.kv_heads
