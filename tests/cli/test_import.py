"""`buildgen import`: headers and logs become entries; what is no model is refused with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
from click.testing import CliRunner

from buildgen.calc.placement import architecture_of, inventory_of
from buildgen.calc.tensors import BLOCKS
from buildgen.catalog.loading import load_catalog
from buildgen.cli.main import group
from buildgen.diagnostics import BuildgenError

LAYERS, HIDDEN, HEADS, KV_HEADS, FEED, VOCABULARY = 2, 512, 8, 2, 1024, 64
LOG = Path(__file__).parents[1] / "bench" / "llama-memory-breakdown.mi50.log"


def run(*words: str | Path) -> Any:
    return CliRunner().invoke(group, ["import", *map(str, words)], catch_exceptions=False)


def packed(rows: int, columns: int, type_: str) -> Any:
    elements, size = BLOCKS[type_]
    return np.zeros((rows, columns // elements * size), dtype=np.uint8)


def write_gguf(path: Path, *, tensors: bool = True, tied: bool = False, **fields: int) -> Path:
    """Write a small model: two layers, the second one's V wider, as a quantiser would."""
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("Tiny Test 1B")
    writer.add_file_type(int(gguf.LlamaFileType.MOSTLY_Q4_K_S))
    writer.add_context_length(4096)
    writer.add_embedding_length(HIDDEN)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    for name, value in fields.items():
        writer.add_uint32(name.replace("__", "."), value)
    if tensors:
        q4, q5, q6 = (gguf.GGMLQuantizationType[name] for name in ("Q4_K", "Q5_K", "Q6_K"))
        kv = KV_HEADS * HIDDEN // HEADS
        shapes = {
            "attn_q": (HIDDEN, HIDDEN),
            "attn_k": (kv, HIDDEN),
            "attn_v": (kv, HIDDEN),
            "attn_output": (HIDDEN, HIDDEN),
            "ffn_gate": (FEED, HIDDEN),
            "ffn_up": (FEED, HIDDEN),
            "ffn_down": (HIDDEN, FEED),
        }
        writer.add_tensor("token_embd.weight", packed(VOCABULARY, HIDDEN, "Q4_K"), raw_dtype=q4)
        if not tied:
            writer.add_tensor("output.weight", packed(VOCABULARY, HIDDEN, "Q6_K"), raw_dtype=q6)
        writer.add_tensor("output_norm.weight", np.zeros(HIDDEN, dtype=np.float32))
        for layer in range(LAYERS):
            for norm in ("attn_norm", "ffn_norm"):
                writer.add_tensor(f"blk.{layer}.{norm}.weight", np.zeros(HIDDEN, dtype=np.float32))
            for role, (rows, columns) in shapes.items():
                wide = role == "attn_v" and layer == 1
                name, type_ = ("Q5_K", q5) if wide else ("Q4_K", q4)
                writer.add_tensor(f"blk.{layer}.{role}.weight", packed(rows, columns, name), raw_dtype=type_)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def imported(tmp_path: Path, root: Path, **how: Any) -> Any:
    """Import a header into a catalog and load the entry."""
    (root / "sources.yaml").write_text(
        (root / "sources.yaml").read_text(encoding="utf-8")
        + "\n  gguf-header: {title: {en: Header, zh: 文件头}, kind: measurement}\n",
        encoding="utf-8",
    )
    file = write_gguf(tmp_path / "tiny.gguf", **how)
    assert run("model", file, "--write", "--root", root).exit_code == 0
    catalog = load_catalog(root)
    assert not catalog.findings
    return catalog.models["tiny-test-1b"], file


def test_a_header_becomes_a_model(tmp_path: Path, root: Path) -> None:
    """Shape, types by layer and size are the header's; the inventory is its tensors to the byte."""
    model, file = imported(tmp_path, root)
    shape = architecture_of(model)
    assert (shape.layers, shape.hidden, shape.heads, shape.kv_heads) == (LAYERS, HIDDEN, HEADS, KV_HEADS)
    assert (shape.head_dim, shape.feed_forward, shape.vocabulary) == (HIDDEN // HEADS, FEED, VOCABULARY)
    assert (shape.tied_embeddings, shape.experts, shape.sliding_window) == (False, 0, 0)
    assert model.quantisations["Q4_K_S"].tensors["attn_v"] == "Q4_K Q5_K"
    inventory = inventory_of(model, "Q4_K_S")
    assert inventory is not None
    reader = gguf.GGUFReader(file)
    assert inventory.file_bytes == sum(int(tensor.n_bytes) for tensor in reader.tensors)
    assert model.quantisations["Q4_K_S"].file_bytes.value.grains == file.stat().st_size


def test_a_tied_table_is_seen(tmp_path: Path, root: Path) -> None:
    """Without an output matrix the table of tokens serves as one."""
    model, _ = imported(tmp_path, root, tied=True)
    assert model.tied_embeddings.value is True


def test_experts_and_windows_are_told(tmp_path: Path, root: Path) -> None:
    """What the memory model does not cover reaches the entry, so that nothing is established from it."""
    model, _ = imported(tmp_path, root, llama__expert_count=8, llama__attention__sliding_window=4096)
    assert (model.experts.value, model.sliding_window.value) == (8, 4096)


def test_printing_writes_nothing(tmp_path: Path, root: Path) -> None:
    """Without --write the entry goes to the terminal only; with it nothing is overwritten."""
    file = write_gguf(tmp_path / "tiny.gguf")
    before = sorted(root.rglob("*"))
    assert 'architecture: "llama"' in run("model", file, "--root", root).stdout
    assert sorted(root.rglob("*")) == before
    run("model", file, "--write", "--root", root)
    with pytest.raises(BuildgenError, match="is there already"):
        run("model", file, "--write", "--root", root)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: write_gguf(path, tensors=False), "a vocabulary only"),
        (lambda path: write_gguf(path, split__count=3), "one of 3 parts"),
        (lambda path: path.write_bytes(b"GGML" + bytes(100)), "no GGUF file"),
        (lambda path: path.write_bytes(b""), "no GGUF file"),
        (lambda path: path.write_bytes(b"GGUF" + bytes(20)), "damaged or cut off"),
        (lambda path: path.write_bytes(b"GGUF\x03\0\0\0" + b"\xff" * 16), "damaged or cut off"),
    ],
)
def test_what_is_no_model_is_refused(make: Any, said: str, tmp_path: Path) -> None:
    """A vocabulary, a part, another format, a cut file: one line with the reason."""
    path = tmp_path / "file.gguf"
    make(path)
    with pytest.raises(BuildgenError, match=said):
        run("model", path)


def test_a_header_of_a_cut_file_is_refused(tmp_path: Path) -> None:
    """A download that stopped inside the weights is told apart from a whole file."""
    whole = write_gguf(tmp_path / "whole.gguf").read_bytes()
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BuildgenError, match="damaged or cut off"):
        run("model", cut)


def test_a_missing_file_is_misuse(tmp_path: Path) -> None:
    """No file is one line, for either kind."""
    for kind in ("model", "log"):
        with pytest.raises(BuildgenError, match="cannot read"):
            run(kind, tmp_path / "none")


def test_a_negative_rest_is_a_projection(root: Path) -> None:
    """More free than the program holds: what it prints was expected, not measured; the host is no card."""
    assert run("log", LOG, "--id", "two-cards", "--write", "--root", root).exit_code == 0
    catalog = load_catalog(root)
    assert not catalog.findings
    record = catalog.memory_records["two-cards"]
    assert record.kind == "derived"
    assert [card.device for card in record.cards] == ["ROCm0", "ROCm1"]
    assert all(card.unaccounted is None for card in record.cards)
    second = record.cards[1]
    assert [str(size) for size in (second.weights, second.context, second.compute, second.total)] == [
        *("5260 MiB", "4140 MiB", "525 MiB", "32752 MiB"),
    ]


def test_nothing_in_a_log_is_misuse(tmp_path: Path) -> None:
    """A text without buffers is no load log."""
    path = tmp_path / "notes.txt"
    path.write_text("hello\n", encoding="utf-8")
    with pytest.raises(BuildgenError, match="names no buffer of a card"):
        run("log", path)
