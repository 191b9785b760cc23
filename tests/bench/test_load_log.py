"""Laws of load logs: sizes go to their card, the host is none, and oddities are told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from buildgen.bench.load_log import DeviceLog, read_load_log

JANUARY = """\
build: 4407 (46e3556e)
llama_model_loader: loaded meta data with 33 key-value pairs
llama_load_model_from_file: using device ROCm0 (AMD Radeon Graphics) - 16340 MiB free
llama_load_model_from_file: using device ROCm1 (AMD Radeon Graphics) - 16344 MiB free
llm_load_print_meta: model ftype      = Q4_K - Small
llm_load_print_meta: general.name     = Llama 3.3 70B Instruct
llm_load_tensors: offloaded 81/81 layers to GPU
llm_load_tensors:        ROCm0 model buffer size = 12701.69 MiB
llm_load_tensors:        ROCm1 model buffer size = 12421.69 MiB
llm_load_tensors:   CPU_Mapped model buffer size =   563.62 MiB
llama_new_context_with_model: n_seq_max     = 1
llama_new_context_with_model: n_ctx         = 8192
llama_new_context_with_model: n_ctx_per_seq = 8192
llama_new_context_with_model: n_batch       = 2048
llama_new_context_with_model: n_ubatch      = 512
llama_new_context_with_model: flash_attn    = 0
llama_kv_cache_init:      ROCm0 KV buffer size =   864.00 MiB
llama_kv_cache_init:      ROCm1 KV buffer size =   864.00 MiB
llama_new_context_with_model: KV self size  = 1728.00 MiB, K (f16):  864.00 MiB, V (f16):  864.00 MiB
llama_new_context_with_model:  ROCm_Host  output buffer size =     0.49 MiB
llama_new_context_with_model:      ROCm0 compute buffer size =  1216.01 MiB
llama_new_context_with_model:      ROCm1 compute buffer size =  1216.02 MiB
llama_new_context_with_model:  ROCm_Host compute buffer size =    80.02 MiB
"""


def test_a_log_of_january_2025() -> None:
    """Every size stands with its card, and the conditions are read."""
    log = read_load_log(JANUARY.splitlines())
    name = "AMD Radeon Graphics"
    assert log.devices == (
        DeviceLog("ROCm0", name, None, 16340.0, 12701.69, 864.0, 1216.01),
        DeviceLog("ROCm1", name, None, 16344.0, 12421.69, 864.0, 1216.02),
    )
    assert (log.model, log.quantisation, log.build) == ("Llama 3.3 70B Instruct", "Q4_K_S", 4407)
    assert (log.context, log.batch, log.micro_batch, log.sequences) == (8192, 2048, 512, 1)
    assert (log.kv_k, log.kv_v, log.flash_attention, log.offloaded) == ("f16", "f16", False, "81/81")
    assert (log.projected, log.notes) == (False, ())


def test_the_last_of_several_loads_counts() -> None:
    """Buffers of an earlier load are dropped, and that is said."""
    log = read_load_log((JANUARY + JANUARY).splitlines())
    assert log.devices[0].weights == 12701.69
    assert [note.en for note in log.notes] == ["The log holds 2 loads; the last one is taken."]


def test_a_compute_buffer_that_is_reserved_anew_replaces_the_first() -> None:
    """Compute buffers are printed each time they are reserved; caches of two kinds add up."""
    log = read_load_log(
        [
            "llama_context:      ROCm0 compute buffer size =   300.00 MiB",
            "llama_context:      ROCm0 compute buffer size =   310.50 MiB",
            "llama_kv_cache_unified:      ROCm0 KV buffer size =   100.00 MiB",
            "llama_kv_cache_unified:      ROCm0 KV buffer size =    20.00 MiB",
        ]
    )
    assert (log.devices[0].compute, log.devices[0].context) == (310.5, 120.0)


def test_a_split_buffer_is_of_no_card() -> None:
    """In row split one figure stands for all cards: it is told and not shared out."""
    log = read_load_log(
        [
            "llm_load_tensors: ROCm_Split model buffer size = 38000.00 MiB",
            "llm_load_tensors:      ROCm0 model buffer size =     5.00 MiB",
        ]
    )
    assert log.devices == (DeviceLog("ROCm0", weights=5.0),)
    assert "one figure for all cards" in log.notes[0].en


def test_a_breakdown_after_the_load_is_a_measurement() -> None:
    """Total, free and what the program does not know of; buffers printed one by one are finer and stay."""
    log = read_load_log(
        [
            "llama_context:      ROCm0 compute buffer size =   525.25 MiB",
            "|   - ROCm0 (MI60 / MI50) | 16368 = 1000 + ( 14925 =  10260 +    4140 +     525) +   443 |",
        ]
    )
    assert log.devices == (
        DeviceLog("ROCm0", "MI60 / MI50", 16368.0, 1000.0, 10260.0, 4140.0, 525.25, 443.0),
    )
    assert not log.projected


@given(st.lists(st.text(max_size=200), max_size=30))
def test_any_text_is_read(lines: list[str]) -> None:
    """No text makes the reader fail."""
    read_load_log(lines)
