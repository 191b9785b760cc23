"""`extends`: an alternative states only what differs.

Mappings merge by key; lists, lots and a harness replace; `remove` takes roles away. Changing a role's part or
count drops every inherited lot that covered it, and the drop is kept so that pages can show it: a lot is
never divided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Data = Mapping[str, Any]

# What one build says of itself does not carry over to another.
OWN = frozenset({"title", "summary", "stated", "waivers", "extends", "remove", "notes"})
# What `remove` may name besides roles, as in `loads.platform`.
REMOVABLE = frozenset({"loads", "feeds", "prices"})


@dataclass(frozen=True, slots=True)
class DroppedLot:
    """An inherited lot that no longer holds, and the role whose change made it so."""

    lot: str
    covers: tuple[str, ...]
    because: str
    build: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A child laid over its base: the whole data, the lots it lost, and the removals that named nothing."""

    data: dict[str, Any]
    dropped: tuple[DroppedLot, ...]
    idle_removals: tuple[int, ...] = ()


def merge(base: Data, child: Data, name: str) -> Merged:
    """Lay the build `name` over its base, which is valid; what is misshapen in the build stays so."""
    inherited = {key: value for key, value in base.items() if key not in OWN}
    merged = _laid_over(inherited, child)
    for role, use in _mapping(child, "parts").items():
        _forget_state(merged, base, role, use)
    removals = child.get("remove")
    removals = removals if isinstance(removals, tuple) else ()
    changed = _changed_roles(base, child)
    idle = []
    for index, removal in enumerate(removals):
        if not isinstance(removal, str) or not _remove(merged, removal, changed):
            idle.append(index)
    dropped = _drop_lots(merged, child, changed, name)
    _replace_harness(merged, base, child)
    return Merged(merged, dropped, tuple(idle))


def _mapping(data: Data, key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _laid_over(base: Data, child: Data, *, lots: bool = False) -> dict[str, Any]:
    merged = dict(base)
    for key, value in child.items():
        below = merged.get(key)
        if isinstance(value, dict) and isinstance(below, dict) and not lots:
            merged[key] = _laid_over(below, value, lots=key == "prices")
        else:
            merged[key] = value
    return merged


def _forget_state(merged: dict[str, Any], base: Data, role: str, use: Any) -> None:
    """Start a new part without the old one's state and reason: both belonged to the part.

    A part written in place with a name of its own is another part, and takes nothing from the old one.
    """
    old = _mapping(base, "parts").get(role)
    if not (isinstance(use, dict) and isinstance(old, dict)) or use.get("part", old.get("part")) == old.get(
        "part"
    ):
        return
    kept = {
        key: value for key, value in merged["parts"][role].items() if key in use or key in {"count", "for"}
    }
    if isinstance(use["part"], dict) and "name" in use["part"]:
        kept["part"] = use["part"]
    merged["parts"] = {**merged["parts"], role: kept}


def _changed_roles(base: Data, child: Data) -> set[str]:
    changed = set()
    old_parts = _mapping(base, "parts")
    for role, use in _mapping(child, "parts").items():
        old = old_parts.get(role)
        if not isinstance(use, dict) or not isinstance(old, dict):
            continue
        for key, default in (("part", None), ("count", 1)):
            if key in use and use[key] != old.get(key, default):
                changed.add(role)
    return changed


def _remove(merged: dict[str, Any], removal: str, changed: set[str]) -> bool:
    """Take a role (or `loads.x`, `prices.x`, `feeds.x`) out; tell whether there was anything to take."""
    section, _, name = removal.rpartition(".")
    kept = dict(_mapping(merged, section or "parts"))
    if section not in {"", *REMOVABLE} or kept.pop(name, None) is None:
        return False
    merged[section or "parts"] = kept
    if section in {"", "loads"}:
        _unplug(merged, name)
    if not section:
        changed.add(name)
        _uncover(merged, name)
    return True


def _unplug(merged: dict[str, Any], name: str) -> None:
    """Take a role or a load off every supply, and what a supply of that name fed with it."""
    if not isinstance(merged.get("feeds"), dict):
        return
    merged["feeds"] = {
        supply: tuple(item for item in fed if item != name) if isinstance(fed, tuple) else fed
        for supply, fed in merged["feeds"].items()
        if supply != name
    }


def _uncover(merged: dict[str, Any], name: str) -> None:
    """Take a role out of the loads that stand for it; a load that stood for it alone goes too."""
    if not isinstance(merged.get("loads"), dict):
        return
    loads = {}
    for key, load in merged["loads"].items():
        covers = load.get("covers") if isinstance(load, dict) else None
        if isinstance(covers, tuple) and name in covers:
            left = tuple(role for role in covers if role != name)
            if left:
                loads[key] = {**load, "covers": left}
            else:
                _unplug(merged, key)
        else:
            loads[key] = load
    merged["loads"] = loads


def _replace_harness(merged: dict[str, Any], base: Data, child: Data) -> None:
    """Take a harness whole or not at all: an inherited wire that nobody looked at is a hazard.

    Without one of its own, an alternative keeps the base's as long as every role that it names is played by
    the same part; only counts may change.
    """
    if "harness" in child:
        merged["harness"] = child["harness"]
    elif "harness" in base:
        before, after = _mapping(base, "parts"), _mapping(merged, "parts")
        named = {role for role in before if names_role(base["harness"], role)}
        if any(_part_of(before, role) != _part_of(after, role) for role in named):
            del merged["harness"]


def _part_of(parts: Data, role: str) -> Any:
    use = parts.get(role)
    return use.get("part") if isinstance(use, dict) else None


def names_role(data: Any, role: str) -> bool:
    """Tell whether a harness names a role: as a key, as a point, or as a piece of one."""
    if isinstance(data, dict):
        return any(key == role or names_role(value, role) for key, value in data.items())
    return isinstance(data, str) and data.partition(".")[0] == role


def _drop_lots(merged: dict[str, Any], child: Data, changed: set[str], name: str) -> tuple[DroppedLot, ...]:
    own = _mapping(child, "prices")
    kept, dropped = {}, []
    for key, lot in _mapping(merged, "prices").items():
        covers: tuple[str, ...] = lot["covers"] if key not in own else ()
        because = next((role for role in covers if role in changed), None)
        if because is None:
            kept[key] = lot
        else:
            dropped.append(DroppedLot(key, covers, because, name))
    if dropped:
        merged["prices"] = kept
    return tuple(dropped)
