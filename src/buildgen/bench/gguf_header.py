"""The header of a GGUF file: a model's shape and the type of every matrix; the weights are not read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from buildgen.diagnostics import BuildgenError

MATRIX = re.compile(
    r"(?:blk\.(\d+)\.)?(attn_q|attn_k|attn_v|attn_output|ffn_gate|ffn_up|ffn_down|output|token_embd)\.weight"
)


@dataclass(frozen=True, slots=True)
class Header:
    """What a file's header says; ``None`` where it says nothing, or says it per layer.

    ``types`` maps a matrix to its type in each layer; ``elements`` counts all elements of all tensors.
    """

    name: str | None
    architecture: str
    quantisation: str | None
    layers: int | None
    hidden: int | None
    heads: int | None
    kv_heads: int | None
    head_size: int | None
    feed_forward: int | None
    vocabulary: int | None
    context_limit: int | None
    tied_embeddings: bool
    attention_biases: bool
    experts: int
    sliding_window: int
    imatrix: bool
    elements: int
    file_bytes: int
    types: Mapping[str, tuple[str, ...]]


def read_header(path: Path) -> Header:
    """Read a file's header; raises BuildgenError where the file is none, is cut, or holds no model."""
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as error:
        raise BuildgenError(f"cannot read {path}: {(error.strerror or 'unknown error').lower()}") from None
    if magic != b"GGUF":
        raise BuildgenError(f"{path} is no GGUF file: it does not start with GGUF")
    from gguf import GGUFReader

    try:
        reader = GGUFReader(path)
    except (ValueError, KeyError, IndexError, OverflowError, UnicodeDecodeError, MemoryError) as error:
        raise BuildgenError(
            f"{path} is damaged or cut off: its header cannot be read ({str(error)[:80]})"
        ) from None
    fields = {name: _value(field) for name, field in reader.fields.items()}
    parts = fields.get("split.count")
    if isinstance(parts, int) and parts > 1:
        raise BuildgenError(f"{path} is one of {parts} parts: join them first with llama-gguf-split --merge")
    if not reader.tensors:
        raise BuildgenError(
            f"{path} holds a vocabulary only, no tensors: the types and the size of the weights are not in it"
        )
    return _header(fields, reader.tensors, path.stat().st_size)


def _value(field: Any) -> Any:
    """Give a field's value as a plain number, text or list; long lists (vocabularies) are left alone."""
    if len(field.data) > 4096:
        return None
    try:
        return field.contents()
    except (UnicodeDecodeError, ValueError, TypeError):
        return None


def _header(fields: Mapping[str, Any], tensors: Any, file_bytes: int) -> Header:
    architecture = str(fields.get("general.architecture") or "")

    def number(key: str) -> int | None:
        value = fields.get(f"{architecture}.{key}")
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    hidden, heads = number("embedding_length"), number("attention.head_count")
    names = {tensor.name for tensor in tensors}
    embedding = next((tensor for tensor in tensors if tensor.name == "token_embd.weight"), None)
    kv_key = f"{architecture}.attention.head_count_kv"
    return Header(
        name=fields.get("general.name") if isinstance(fields.get("general.name"), str) else None,
        architecture=architecture,
        quantisation=_file_type(fields.get("general.file_type")),
        layers=number("block_count"),
        hidden=hidden,
        heads=heads,
        kv_heads=number("attention.head_count_kv") if kv_key in fields else heads,
        head_size=_head_size(number("attention.key_length"), number("attention.value_length"), hidden, heads),
        feed_forward=number("feed_forward_length"),
        vocabulary=int(embedding.shape[1]) if embedding is not None else number("vocab_size"),
        context_limit=number("context_length"),
        tied_embeddings="output.weight" not in names,
        attention_biases=any(name.endswith("attn_q.bias") for name in names),
        experts=number("expert_count") or 0,
        sliding_window=number("attention.sliding_window") or 0,
        imatrix="quantize.imatrix.entries_count" in fields,
        elements=sum(int(tensor.n_elements) for tensor in tensors),
        file_bytes=file_bytes,
        types=_types(tensors),
    )


def _head_size(key: int | None, value: int | None, hidden: int | None, heads: int | None) -> int | None:
    """Give the size of a head: stated and the same for K and V, else what the hidden size leaves for one."""
    if key is not None or value is not None:
        return key if key == value else None
    return hidden // heads if hidden and heads and hidden % heads == 0 else None


def _file_type(number: object) -> str | None:
    """Name a file type as files are named: ``MOSTLY_Q4_K_S`` is ``Q4_K_S``."""
    from gguf import LlamaFileType

    if not isinstance(number, int):
        return None
    try:
        return LlamaFileType(number).name.removeprefix("MOSTLY_").removeprefix("ALL_")
    except ValueError:
        return None


def _types(tensors: Any) -> dict[str, tuple[str, ...]]:
    """Gather the type of each matrix by layer; a matrix that some layer lacks is left out."""
    found: dict[str, dict[int, str]] = {}
    for tensor in tensors:
        match = MATRIX.fullmatch(tensor.name)
        if match is not None:
            found.setdefault(match[2], {})[int(match[1] or 0)] = tensor.tensor_type.name
    whole = {role: rows for role, rows in found.items() if sorted(rows) == list(range(len(rows)))}
    return {role: tuple(rows[index] for index in range(len(rows))) for role, rows in sorted(whole.items())}
