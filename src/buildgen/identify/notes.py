"""Reader of card notes: what was seen on a card or on a seller's photo, written down by hand."""

import re

from buildgen.identify import values
from buildgen.identify.facts import MAX_CARDS, Draft, Sighting, sightings
from buildgen.identify.text import Text

MARKS = (b"card notes", "显卡记录".encode())

_HEAD = re.compile(r"^\W{0,8}(?:card notes|显卡记录)\b", re.IGNORECASE)
_ITEM = re.compile(r"^\s*([\w\u4e00-\u9fff][\w\u4e00-\u9fff -]{0,30}?)\s*[:：]\s*(\S.*?)\s*$")
_FEATURES = {
    "label": "label",
    "标签": "label",
    "back plate holes": "back-plate-parts",
    "背板孔": "back-plate-parts",
    "stickers": "stickers",
    "贴纸": "stickers",
    "board part": "board-part",
    "板号": "board-part",
    "outputs": "outputs",
    "接口": "outputs",
    "cooler": "cooler",
    "散热器": "cooler",
    "rops": "rops",
    "memory": "memory",
    "显存": "memory",
    "compute units": "compute-units",
    "计算单元": "compute-units",
}
_WORDS = {
    "outputs": {
        "one mini dp": "one mini DP",
        "一个 mini dp": "one mini DP",
        "six mini dp": "six mini DP",
        "六个 mini dp": "six mini DP",
        "three dp and hdmi": "three DP and HDMI",
        "三个 dp 加 hdmi": "three DP and HDMI",
    },
    "back-plate-parts": {
        "parts": "parts",
        "有元件": "parts",
        "empty": "empty",
        "空": "empty",
        "空焊": "empty",
    },
    "stickers": {"one": "one", "一张": "one", "several": "several", "多张": "several"},
    "cooler": {
        "passive": "passive",
        "被动": "passive",
        "blower": "blower",
        "涡轮": "blower",
        "three fans": "three fans",
        "三风扇": "three fans",
    },
}

# How each feature that is seen by eye is written down: the word before the colon, and what may follow it.
LINES = {
    "label": ("label", ("the words on it",)),
    "back-plate-parts": ("back plate holes", ("parts", "empty")),
    "stickers": ("stickers", ("one", "several")),
    "board-part": ("board part", ("the number on it",)),
    "outputs": ("outputs", ("one mini DP", "six mini DP", "three DP and HDMI")),
    "cooler": ("cooler", ("passive", "blower", "three fans")),
    "rops": ("rops", ("the number",)),
    "memory": ("memory", ("16 GB", "32 GB")),
    "compute-units": ("compute units", ("60", "64")),
}


def read(text: Text) -> tuple[Sighting, ...]:
    """Give one sighting for each `card:` of the notes, or one for notes without that line.

    The first line says `card notes` (or 显卡记录); then `label:`, `back plate holes:` (parts, empty),
    `stickers:` (one, several), `outputs:` (one mini DP, six mini DP, three DP and HDMI), `board part:`,
    `cooler:` (passive, blower, three fans), `rops:`, `memory:`, `compute units:`; `card:` takes a
    PCI address. Words outside these lists are passed over.
    """
    cards: list[Draft] = []
    card: Draft | None = None
    for number, line in text.lines():
        if _HEAD.match(line):
            card = Draft("notes", text.file)
            cards.append(card)
        elif card is not None and (found := _ITEM.match(line)):
            name = found[1].casefold()
            if name in {"card", "显卡"}:
                if card.facts or card.keys:
                    card = Draft("notes", text.file)
                    cards.append(card)
                card.key("pci", values.address(found[2]))
            elif name in _FEATURES:
                _item(card, _FEATURES[name], found[2], number)
        if len(cards) >= MAX_CARDS:
            break
    return sightings(cards)


def _item(card: Draft, feature: str, value: str, number: int) -> None:
    match feature:
        case "memory":
            card.note(feature, values.memory(values.size_in_bytes(value) or 0), number)
        case "compute-units" | "rops":
            card.note(feature, values.number(value), number)
        case "label" | "board-part":
            card.note(feature, values.words(value), number)
        case _:
            card.note(feature, _WORDS[feature].get(value.casefold()), number)
