"""Synthetic catalogs: as many entries as wanted, mixed as a real catalog is, all sound."""

from __future__ import annotations

import itertools
from pathlib import Path

# Of ten entries, how many are of each kind; builds extend the first build of their hundred.
MIXTURE = (
    ("gpu", 3),
    ("psu", 1),
    ("cpu", 1),
    ("motherboard", 1),
    ("memory", 1),
    ("storage", 1),
    ("build", 2),
)

SOURCES = """\
sources:
  shop: {title: A shop, kind: listing, date: 2026-10-01}
  sheet: {title: A data sheet, kind: specification}
"""
POLICY = """\
evidence: {source: sheet, kind: assumed}
as_of: 2026-11-22
required_kinds: [cpu, motherboard, memory, storage, psu]
max_count: 64
quote_max_age_days: 180
budget_share: {atx: 0.80, server: 0.80}
standard_ratings: {atx: [400 W, 500 W, 750 W], server: [500 W, 750 W]}
slot_power: 75 W
slot_power_12v: 66 W
plug_power: {pcie6: 75 W, pcie8: 150 W}
"""

NAMED = """\
name: {{en: {title} {number}, zh: {title} {number} 号}}
summary:
  en: A {title} of the synthetic catalog, number {number}.
  zh: 合成目录里的第 {number} 号。
maker: Maker {maker}
evidence: {{source: sheet, kind: spec, date: 2024-05-06}}
model_number: {kind}-{number:06}
"""
PRICES = """\
prices:
  - {{amount: {amount} CNY, date: 2025-01-03, source: shop, kind: quoted, condition: used, region: CN}}
  - amount: {amount} CNY
    date: 2026-10-01
    source: shop
    kind: quoted
    freight: included
"""
FACTS = {
    "gpu": """\
memory: 16 GiB
memory_type: HBM2
bandwidth:
  value: 1024 GB/s
  others:
    - {{value: 1 TB/s, source: shop, kind: reported}}
  why: {{en: The shop rounds., zh: 商家取整。}}
slot: x16
length: 267 mm
cooling: active
plugs: [pcie8, pcie8]
peak_factor: 1.2
states:
  quiet:
    name: {{en: Quiet, zh: 静音}}
    cap: 150 W
    board_power: 180 W
    display_output: true
  stock:
    name: {{en: Stock, zh: 默认}}
    cap: 250 W
    board_power: 300 W
    display_output: true
default_state: quiet
""",
    "psu": """\
supply_class: atx
rating: {{value: 750 W, source: sheet, kind: spec, note: {{en: On the label., zh: 铭牌。}}}}
rating_12v: 62 A
peak: 900 W
peak_duration: 10 ms
efficiency_class: 80 PLUS Gold
plugs: {{value: {{atx24: 1, eps8: 1, pcie8: 4}}, source: sheet, kind: spec}}
""",
    "cpu": """\
socket: LGA2011-3
cores: 10
threads: 20
clock_base: 2.9 GHz
clock_all_cores: {{value: 3.2 GHz, source: shop, kind: reported}}
memory_types: [DDR3, DDR4]
pcie_lanes: 40
pcie_generation: 3
power: {{value: 135 W, source: sheet, kind: spec}}
graphics: false
""",
    "motherboard": """\
socket: LGA2011-3
memory_types: [DDR4]
registered_memory: true
memory_slots: 8
slots:
  - {{size: x16, lanes: 16, generation: 3}}
  - {{size: x16, lanes: 8, generation: 3}}
m2_slots: 1
inlets: [atx24, eps8]
display_output: {{value: true, source: shop, kind: reported}}
""",
    "memory": """\
capacity: 32 GiB
type: DDR4
registered: true
rate: 2400 MT/s
voltage: 1.2 V
organisation: {{value: 2Rx4, source: shop, kind: reported, note: {{en: On the label., zh: 铭牌。}}}}
details:
  chips: {{label: {{en: Chips, zh: 颗粒}}, value: {{en: 36 chips, zh: 36 颗}}}}
""",
    "storage": """\
capacity: 1 TB
interface: NVMe
lanes: 4
power: {{value: 6 W, source: sheet, kind: spec, note: {{en: Active., zh: 工作时。}}}}
details:
  speed: {{label: {{en: Speed, zh: 速度}}, value: 3 GB/s, source: shop, kind: reported}}
  endurance: {{label: {{en: Endurance, zh: 寿命}}, value: 600 TBW, source: sheet, kind: spec}}
""",
}
BASE_BUILD = """\
title: {{en: Rig {number}, zh: 整机 {number}}}
summary: {{en: A rig of the synthetic catalog., zh: 合成目录里的整机。}}
status: published
region: CN
currency: CNY
budget: 9000 CNY
parts:
  cpu: {{part: cpu-{pick}}}
  board: {{part: motherboard-{pick}}}
  memory: {{part: memory-{pick}, count: 2}}
  gpus: {{part: gpu-{pick}, count: 2, state: quiet}}
  disk: {{part: storage-{pick}}}
  atx: {{part: psu-{pick}}}
loads:
  platform: {{power: 100 W, covers: [board, memory, disk], source: sheet}}
feeds:
  atx: [cpu, board, gpus, platform]
price_defaults: {{kind: paid, date: 2025-01-03, source: shop, freight: included}}
prices:
  platform: {{covers: [cpu, board], total: 373.95 CNY}}
  memory: {{covers: [memory], total: 215.97 CNY, condition: used}}
  gpus: {{covers: [gpus], total: 1730 CNY}}
  disk: {{covers: [disk], total: 357.89 CNY}}
"""
CHILD_BUILD = """\
extends: {base}
title: {{en: Rig {number} with one card, zh: 整机 {number} 单卡}}
summary: {{en: It states only what differs., zh: 只写不同之处。}}
parts:
  gpus:
    part: gpu-{pick}
    count: 1
    state: stock
    why: {{en: One card is enough., zh: 一张就够。}}
  memory: {{count: 4, note: {{en: More memory., zh: 加内存。}}}}
remove: [prices.disk]
notes:
  - {{en: A note., zh: 一条备注。}}
"""


def write_catalog(root: Path, size: int) -> list[Path]:
    """Write about `size` entries below `root`; return their files in order."""
    files = {"sources.yaml": SOURCES, "policy.yaml": POLICY, "rates.yaml": "exchange: []\n"}
    kinds = [kind for kind, share in MIXTURE for _ in range(share)]
    counts = dict.fromkeys(dict.fromkeys(kinds), 0)
    fewest = max(1, size // len(kinds))
    base = ""
    for kind, _ in zip(itertools.cycle(kinds), range(size), strict=False):
        number = counts[kind]
        counts[kind] += 1
        if kind != "build":
            head = NAMED.format(title=kind.capitalize(), number=number, maker=number % 50, kind=kind)
            text = head + FACTS[kind].format() + PRICES.format(amount=100 + number % 900)
            files[f"parts/{kind}/{kind}-{number}.yaml"] = text
        elif number % 20 == 0:
            base = f"build-{number}"
            files[f"builds/{base}.yaml"] = BASE_BUILD.format(number=number, pick=number % fewest)
        else:
            files[f"builds/build-{number}.yaml"] = CHILD_BUILD.format(
                number=number, pick=number % fewest, base=base
            )
    paths = [root / name for name in sorted(files)]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path.relative_to(root).as_posix()], encoding="utf-8")
    return paths
