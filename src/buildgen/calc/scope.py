"""What the memory model covers: engine generations, ways to run a model, and the reasons to say nothing.

Sources: ggml-org/llama.cpp b4407, src/llama.cpp (llama_new_context_with_model) and
ggml/src/ggml-cuda (ggml_backend_cuda_device_supports_op, fattn.cu).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from buildgen.calc.split import SPLITS, Card, Cutting
from buildgen.calc.tensors import (
    BLOCKS,
    FAMILIES,
    Architecture,
    Quantisation,
    is_known,
    missing_figures,
    whole,
)

KV_TYPES = ("f32", "f16", "bf16", "q8_0", "q5_1", "q5_0", "q4_1", "q4_0", "iq4_nl")


@dataclass(frozen=True, slots=True)
class Engine:
    """A generation of llama.cpp: the builds for which the terms hold, and the constants of its backend.

    b3990 (PR 10026) put the cache of row split on each layer's own card; b4881 (PR 12181) rewrote context and
    graph. ``build`` is the build in use, ``None`` where nobody recorded it. ``runtime_mib`` is the context
    and the code objects of one card: 250 MiB is the default of gpustack/gguf-parser-go. ``workspace_mib`` is
    rocBLAS per handle, assumed. ``copies`` is GGML_SCHED_MAX_COPIES. ``mask_padding`` is GGML_KQ_MASK_PAD
    (64 from February 2025: the same for micro-batches of whole 64s). ``expands`` says whether the kernels
    expand quantised weights: with GGML_CUDA_FORCE_CUBLAS, and on MI50 without it too up to b4698 (PR 11831).
    """

    name: str = "llama.cpp b3990..b4880, HIP, GGML_CUDA_FORCE_CUBLAS"
    first_build: int = 3990
    last_build: int = 4880
    build: int | None = None
    families: tuple[str, ...] = ("llama", "qwen2")
    copies: int = 4
    runtime_mib: int = 250
    workspace_mib: int = 32
    cutting: Cutting = field(default_factory=Cutting)
    mask_padding: int = 32
    expands: bool = True


INTEGER_KERNELS = Engine(
    "llama.cpp b4699..b4880, HIP, integer kernels (no GGML_CUDA_FORCE_CUBLAS)", 4699, expands=False
)
"""The default build on MI50 from b4699: weights stay packed and the pool small. Read, not yet measured."""


@dataclass(frozen=True, slots=True)
class Workload:
    """How the model is run; ``context`` counts all cells of the cache, over all sequences.

    ``flash_attention`` ``None`` means on where V is quantised (which needs it), else off. ``copies`` ``None``
    takes the engine's; ``gpu_layers`` ``None`` means everything is on the cards.
    """

    context: int
    micro_batch: int = 512
    batch: int = 2048
    split: str = "layer"
    tensor_split: tuple[int, ...] | None = None
    kv_type_k: str = "f16"
    kv_type_v: str = "f16"
    flash_attention: bool | None = None
    sequences: int = 1
    copies: int | None = None
    gpu_layers: int | None = None

    @property
    def uses_flash_attention(self) -> bool:
        """Return whether flash attention is on."""
        if self.flash_attention is None:
            return is_quantised(self.kv_type_v)
        return self.flash_attention


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is not established: a code of ``REASONS`` and the value that it is about."""

    code: str
    value: str = ""


REASONS = {
    "family": "the tensors of architecture {value} are not known to the model",
    "family-in-engine": "architecture {value} came after the builds that the terms were read in",
    "experts": "mixture of experts ({value} experts) is not modelled",
    "sliding-window": "a sliding window ({value} tokens) is not modelled",
    "missing-figure": "{value} of the model is not known",
    "quantisation": "the tensor types of {value} are not known",
    "engine": "the terms were not read for build {value}",
    "no-cards": "there is no card",
    "card-memory": "the memory of card {value} is not known",
    "partial-offload": "only {value} layers are on the cards; the compute buffer is then another",
    "split": "split mode {value} is not modelled",
    "tensor-split": "the shares {value} do not name every card, or hold nothing",
    "context": "a context of {value} is not possible",
    "kv-type": "cache type {value} is not known",
    "kv-head-size": "a head of {value} elements is not a whole number of blocks of the cache type",
    "v-needs-flash-attention": "the engine refuses a {value} V cache without flash attention",
    "no-flash-kernel": "the engine has no flash attention kernel for {value} on these cards",
    "bf16-weights": "bf16 weights are multiplied on the CPU in part of these builds",
    "bf16-cache": "a bf16 cache is not multiplied on the card in all these builds",
}


def is_quantised(kv_type: str) -> bool:
    """Return whether a cache type packs several elements into a block."""
    return BLOCKS.get(kv_type.upper(), (1, 0))[0] > 1


def reasons_against_model(
    architecture: Architecture, quantisation: Quantisation, engine: Engine
) -> tuple[Reason, ...]:
    """Return why nothing can be said about this model, all reasons at once."""
    reasons = []
    if architecture.family not in FAMILIES:
        reasons.append(Reason("family", architecture.family))
    elif architecture.family not in engine.families:
        reasons.append(Reason("family-in-engine", architecture.family))
    if architecture.experts:
        reasons.append(Reason("experts", str(architecture.experts)))
    if architecture.sliding_window:
        reasons.append(Reason("sliding-window", str(architecture.sliding_window)))
    if quantisation.name == "BF16":
        reasons.append(Reason("bf16-weights"))
    reasons += [Reason("missing-figure", name) for name in missing_figures(architecture)]
    if not is_known(quantisation):
        reasons.append(Reason("quantisation", quantisation.name))
    return tuple(reasons)


def reasons_against_run(cards: tuple[Card, ...], workload: Workload, engine: Engine) -> tuple[Reason, ...]:
    """Return why nothing can be said about these cards and this way to run the model."""
    reasons = []
    if engine.build is not None and not engine.first_build <= engine.build <= engine.last_build:
        reasons.append(Reason("engine", str(engine.build)))
    if not cards:
        reasons.append(Reason("no-cards"))
    reasons += [Reason("card-memory", card.name) for card in cards if card.available_mib <= 0]
    if workload.split not in SPLITS:
        reasons.append(Reason("split", workload.split))
    shares = workload.tensor_split
    if shares is not None and (len(shares) != len(cards) or min(shares, default=0) < 0 or sum(shares) <= 0):
        reasons.append(Reason("tensor-split", "/".join(map(str, shares))))
    if workload.gpu_layers is not None:
        reasons.append(Reason("partial-offload", str(workload.gpu_layers)))
    return tuple(reasons)


def reasons_against_cache(architecture: Architecture, workload: Workload) -> tuple[Reason, ...]:
    """Return why the engine would not run this cache, or why its scratch is not known."""
    types = (workload.kv_type_k, workload.kv_type_v)
    unknown = [kind for kind in types if kind not in KV_TYPES]
    if unknown:
        return tuple(Reason("kv-type", kind) for kind in unknown)
    reasons = []
    if workload.context < 1 or workload.micro_batch < 1 or workload.batch < 1:
        reasons.append(Reason("context", str(workload.context)))
    head_dim = whole(architecture.head_dim)
    if any(head_dim % BLOCKS[kind.upper()][0] for kind in types):
        reasons.append(Reason("kv-head-size", str(head_dim)))
    if workload.uses_flash_attention:
        if not has_flash_kernel(head_dim, *types):
            reasons.append(Reason("no-flash-kernel", f"{head_dim}/{types[0]}/{types[1]}"))
    else:
        if is_quantised(types[1]):
            reasons.append(Reason("v-needs-flash-attention", types[1]))
        if "bf16" in types:
            reasons.append(Reason("bf16-cache"))
    return tuple(reasons)


def has_flash_kernel(head_dim: int, kv_type_k: str, kv_type_v: str) -> bool:
    """Return whether the vector kernels that AMD cards use exist for a head size and cache types.

    Source: ggml_cuda_flash_attn_ext_vec_f32 in ggml/src/ggml-cuda/fattn.cu; types other than f16, q8_0 and
    q4_0 in equal pairs need GGML_CUDA_FA_ALL_QUANTS.
    """
    kernels = ("f16", "q8_0", "q5_1", "q5_0", "q4_1", "q4_0")
    if head_dim == 128:
        return kv_type_k in kernels and kv_type_v in kernels
    if head_dim == 64:
        return kv_type_k == "f16" and kv_type_v in kernels
    return head_dim == 256 and kv_type_k == kv_type_v == "f16"
