"""Models and measured fits: what is stated agrees with what follows from the shape."""

from __future__ import annotations

from collections.abc import Iterator

from buildgen.calc.plausibility import (
    counted_parameters,
    grouping_is_whole,
    parameters_agree,
    refuted_runs,
    stated_sizes,
)
from buildgen.calc.results import Results
from buildgen.calc.split import MIB
from buildgen.catalog.benchmarks import Benchmark
from buildgen.catalog.language_models import LanguageModel
from buildgen.checks.check import Problem, check, found
from buildgen.diagnostics import Severity

UNKNOWN = Severity.NOT_ESTABLISHED


@check("MDL001", "file-size-mismatch", on=LanguageModel, severity=Severity.WARNING)
def files_have_the_size_of_their_tensors(model: LanguageModel, results: Results) -> Iterator[Problem]:
    """A file is as large as its tensors, as the quantiser would make them of the model's shape."""
    limit = results.policy.model_size_share.value
    for size in stated_sizes(model):
        values = {"file": size.name, "stated": size.text, "computed": size.computed_text}
        path = ("quantisations", size.name, "file_bytes" if size.exact else "size")
        if size.stated is None:
            yield found(model, path, values=values, sentence="unit", help="unit_help", severity=UNKNOWN)
        elif limit is not None and size.apart > limit:
            yield found(model, path, values=values)


@check("MDL002", "shape-inconsistent", on=LanguageModel)
def shapes_are_consistent(model: LanguageModel, _results: Results) -> Iterator[Problem]:
    """Heads fall into whole groups, and the shape has as many parameters as are stated."""
    if grouping_is_whole(model) is False:
        groups = {"heads": model.heads.value, "kv_heads": model.kv_heads.value}
        yield found(model, ("kv_heads",), values=groups)
    elif parameters_agree(model) is False:
        counted = counted_parameters(model)
        values = {"stated": model.parameters.value, "counted": None if counted is None else f"{counted:.2f}"}
        yield found(model, ("parameters",), values=values, sentence="parameters", help="parameters_help")


@check("MDL003", "measured-fit-contradicted", on=Benchmark, severity=Severity.WARNING)
def measured_fits_are_possible(benchmark: Benchmark, results: Results) -> Iterator[Problem]:
    """No run ran that clearly does not fit, and none ran out of memory that clearly fits."""
    for refuted in refuted_runs(benchmark, results.catalog):
        values = {
            "model": benchmark.value(refuted.run, "model"),
            "context": refuted.run.context,
            "margin": abs(refuted.fit.margin or 0) // MIB,
        }
        ran = refuted.run.result == "ok"
        yield found(benchmark, ("runs", refuted.index), values=values, sentence="ran" if ran else "stopped")
