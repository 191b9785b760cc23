"""The calls that both engines answer, on the side of Python: plain data in, plain data out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from typing import Any

from buildgen.calc import cost, speed
from buildgen.calc.bom import Total, bill, difference
from buildgen.calc.fit import predict
from buildgen.calc.forecast import Ask, forecast, measured_fit
from buildgen.calc.load import Load, Run
from buildgen.calc.metering import wiring
from buildgen.calc.network import Load as DirectLoad
from buildgen.calc.network import Network, Resistor, Source
from buildgen.calc.power import power_budget
from buildgen.calc.remedy import Case, find_largest_context, suggest
from buildgen.calc.scope import Engine, Workload
from buildgen.calc.solver import solve
from buildgen.calc.speed import DecodeParameters, Measurement, PrefillParameters
from buildgen.calc.split import Card, Cutting
from buildgen.calc.tensors import Architecture, Quantisation, take_inventory
from buildgen.calc.terms import Draw, Pace, Proof, Service, Tariff, Terms
from buildgen.calc.verdict import judge
from buildgen.calc.wiring_verdict import causes, judge_wiring
from buildgen.catalog.builds import Build
from buildgen.catalog.catalog import Catalog
from buildgen.catalog.fields import Day
from buildgen.money import Money, MoneyError
from buildgen.quantity import Memory, Quantity, QuantityError, Watts, divide_half_up
from buildgen.site.figures import figures
from buildgen.site.wiring_slice import control_slice

Data = Any
KINDS = {kind.__name__: kind for kind in Quantity.__subclasses__()}
ANY = Watts
"""For calls in which the dimension plays no part."""


def answer(call: str, args: Data) -> dict[str, Any]:
    """Answer a call as Node does: the result, or the reason why there is none."""
    try:
        return {"result": figures(CALLS[call](args))}
    except (QuantityError, MoneyError) as error:
        return {"error": error.reason}
    except (ValueError, ZeroDivisionError):
        return {"error": "range"}


def record(kind: type[Any], data: Data, **changed: Any) -> Any:
    """Make a record from plain data: lists become tuples, properties are left out."""
    names = {field.name for field in fields(kind)}
    values = {name: tuples(value) for name, value in data.items() if name in names}
    return kind(**{**values, **changed})


def tuples(value: Data) -> Any:
    """Turn lists into tuples, all the way down."""
    return tuple(tuples(item) for item in value) if isinstance(value, list) else value


def _money(pair: Data) -> Money:
    return Money(int(pair[0]), pair[1])


def _engine(data: Data) -> Engine:
    return record(Engine, data, cutting=record(Cutting, data["cutting"]))  # type: ignore[no-any-return]


def _inventory(args: Data, quantisation: Data) -> Any:
    return take_inventory(record(Architecture, args["architecture"]), record(Quantisation, quantisation))


def _case(args: Data) -> Case:
    return Case(
        _inventory(args, args["quantisation"]),
        tuple(record(Card, card) for card in args["cards"]),
        record(Workload, args["workload"]),
        _engine(args["engine"]),
    )


def _predict(args: Data) -> Any:
    return predict(
        record(Architecture, args["architecture"]),
        record(Quantisation, args["quantisation"]),
        tuple(record(Card, card) for card in args["cards"]),
        record(Workload, args["workload"]),
        _engine(args["engine"]),
    )


def _suggest(args: Data) -> Any:
    found = suggest(_case(args), tuple(_inventory(args, other) for other in args["others"]))
    return [{"changes": s.changes, "result": s.result} for s in found]


def _took(args: Data) -> Any:
    found = _inventory(args, args["quantisation"])
    names = ("kinds", "file_bytes", "host_bytes", "gpu_bytes")
    return {**{name: getattr(found, name) for name in names}, "output": found.output.type}


def _load(data: Data) -> Load:
    return record(Load, data, run=record(Run, data["run"]))  # type: ignore[no-any-return]


def _measured(data: Data) -> tuple[Measurement, ...]:
    return tuple(record(Measurement, row) for row in data)


def _decode(args: Data) -> Any:
    given = args["parameters"]
    parameters = None
    if given is not None:
        growth, spread = _counts(given["growth"]), _counts(given["batch_spread"])
        parameters = record(DecodeParameters, given, growth=growth, batch_spread=spread)
    return speed.decode(_load(args["load"]), _measured(args["measured"]), parameters)


def _prefill(args: Data) -> Any:
    given = args["parameters"]
    parameters = None if given is None else record(PrefillParameters, given)
    return speed.prefill(_load(args["load"]), _measured(args["measured"]), parameters)


def _counts(table: Data) -> dict[int, float]:
    return {int(count): value for count, value in (table or {}).items()}


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _proof(data: Data) -> Proof:
    return Proof(data["kind"], None if data["date"] is None else Day.parse(data["date"]), data["source"])


def _pace(data: Data) -> Pace | None:
    if data is None:
        return None
    names = {name: _decimal(data[name]) for name in ("decode", "prefill", "prompt")}
    return Pace(**names, proof=_proof(data["proof"]))  # type: ignore[arg-type]


def _terms(data: Data) -> Terms:
    draw, tariff = data["draw"], data["tariff"]
    watts = {n: None if draw[n] is None else Watts(int(draw[n])) for n in ("idle", "typical", "cap")}
    return Terms(
        draw=Draw(**watts, proof=_proof(draw["proof"])),
        busy_hours=Decimal(data["busy_hours"]),
        idle_hours=Decimal(data["idle_hours"]),
        years=Decimal(data["years"]),
        tariff=None
        if tariff is None
        else Tariff(Decimal(tariff["per_kwh"]), tariff["currency"], tariff["place"], _proof(tariff["proof"])),
        efficiency=_decimal(data["efficiency"]),
        pace=_pace(data["pace"]),
    )


def _service(data: Data) -> Service | None:
    if data is None:
        return None
    amounts = {name: Decimal(data[name]) for name in ("output", "input")}
    return Service(data["name"], **amounts, currency=data["currency"], proof=_proof(data["proof"]))


def _total(data: Data) -> Total:
    return Total(_money(data["amount"]), data["at_least"])


def _break_even(args: Data) -> Any:
    return cost.break_even(
        _terms(args["terms"]),
        _total(args["total"]),
        _service(args["service"]),
        tuples(args["stale"]),
        accept=args["accept"],
    )


def _per_speed(args: Data) -> Any:
    pace = _pace(args["pace"])
    return None if pace is None else cost.per_speed(_total(args["total"]), pace)


CALLS: dict[str, Callable[[Data], Any]] = {
    "quantity.parse": lambda a: KINDS[a["kind"]].parse(a["text"]).grains,
    "quantity.number": lambda a: KINDS[a["kind"]](int(a["grains"])).number(a["places"]),
    "quantity.scaled": lambda a: ANY(int(a["grains"])).scaled(Decimal(a["factor"])).grains,
    "quantity.percent_of": lambda a: ANY(int(a["grains"])).percent_of(ANY(int(a["whole"]))),
    "quantity.divide_half_up": lambda a: divide_half_up(int(a["over"]), int(a["under"])),
    "money.parse": lambda a: Money.parse(a["text"]),
    "money.text": lambda a: str(_money(a["money"])),
    "money.converted": lambda a: _money(a["money"]).converted(Decimal(a["rate"]), a["currency"]),
    "money.percent_of": lambda a: _money(a["money"]).percent_of(_money(a["whole"])),
    "tensors.take_inventory": _took,
    "fit.predict": _predict,
    "remedy.suggest": _suggest,
    "remedy.find_largest_context": lambda a: find_largest_context(_case(a), a["limit"], a["step"]),
    "speed.decode": _decode,
    "speed.prefill": _prefill,
    "cost.running_cost": lambda a: cost.running_cost(_terms(a["terms"]), _total(a["total"])),
    "cost.break_even": _break_even,
    "cost.per_speed": _per_speed,
    "solver.solve": lambda a: solve(_network(a)),
    "cost.per_gibibyte": lambda a: cost.per_gibibyte(_total(a["total"]), Memory(int(a["memory"]))),
}


def rig_answer(build: Build, catalog: Catalog, as_of: Day, base: Build | None = None) -> dict[str, Any]:
    """Say all that a build comes to: bills, supplies with their reasons."""
    policy = catalog.policy
    assert policy is not None
    bom, budget = bill(build, catalog, as_of), power_budget(build, catalog)
    other = None if base is None else bill(base, catalog, as_of)
    return {
        "result": figures(
            {
                "bill": bom,
                "shares": [bom.share(line) for line in bom.lines],
                "difference": None if other is None else difference(bom, other),
                "stale": cost.stale_lines(bom, as_of, policy.quote_max_age_days),
                "power": budget,
                "reasons": [judge(supply, policy) for supply in budget.supplies],
            }
        )
        | {"wiring": wiring_figures(build, catalog)}
    }


def wiring_figures(build: Build, catalog: Catalog) -> dict[str, Any] | None:
    """Say all that a build's wiring comes to, and how it is judged; of the circuit itself nothing."""
    found = wiring(build, catalog)
    if found is None:
        return None
    supplies = [
        {
            name: control_slice(supply.control) if name == "control" else figures(getattr(supply, name))
            for name in (field.name for field in fields(supply))
        }
        for supply in found.supplies
    ]
    names = {field.name for field in fields(found)} - {"circuit", "supplies"}
    judged = {"reasons": figures(judge_wiring(found)), "causes": figures(causes(found))}
    rest = {name: figures(getattr(found, name)) for name in names}
    return {**rest, **judged, "supplies": supplies, "established": found.established}


def _network(args: Data) -> Network:
    return Network(
        tuple(record(Resistor, wire) for wire in args["resistors"]),
        tuple(record(Source, source) for source in args["sources"]),
        tuple(record(DirectLoad, load) for load in args["loads"]),
    )


def forecast_answer(build: Build, catalog: Catalog, ask: Ask, *, scan: bool) -> dict[str, Any]:
    """Say all there is about a model on a build."""
    found = forecast(build, catalog, ask, scan=scan)
    return {
        "result": figures(
            {
                "generation": found.generation.id if found.generation else None,
                "context": found.workload.context,
                "fit": found.fit,
                "largest": found.largest,
                "decode": found.decode,
                "prefill": found.prefill,
                "suggestions": [{"changes": s.changes, "result": s.result} for s in found.suggestions],
                "matches": [{"id": match.id, "taken": match.taken} for match in found.matches],
                "measured_fit": measured_fit(found),
            }
        )
    }
