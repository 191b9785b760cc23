"""Chinese pages are set as Chinese is, whatever templates join with English punctuation."""

from __future__ import annotations

import pytest

from buildgen.site.typesetting import typeset


@pytest.mark.parametrize(
    ("joined", "wanted"),
    [
        ("总价, 显存; 结论: 正常.", "总价，显存；结论：正常。"),
        ("<strong>工具</strong>: 万用表", "<strong>工具</strong>：万用表"),
        ("Llama 3.3 70B, 单卡", "Llama 3.3 70B，单卡"),
        ("<p>这套方案是 <a href='x'>MI50 70B</a>.</p>", "<p>这套方案是 <a href='x'>MI50 70B</a>。</p>"),
        ("MI50</a>. 工具", "MI50</a>。工具"),
        ("VBIOS（190 W）. 卖家", "VBIOS（190 W）。卖家"),
        ("未知 (假定)", "未知（假定）"),
        ("句子。 下一句", "句子。下一句"),
        ("至少 3140.19 CNY", "至少 3140.19 CNY"),
    ],
)
def test_punctuation_beside_chinese_is_chinese(joined: str, wanted: str) -> None:
    """Punctuation that touches a Chinese word is Chinese, brings its own room, and is set once."""
    assert typeset(joined) == wanted
    assert typeset(wanted) == wanted


@pytest.mark.parametrize(
    "kept",
    [
        "layer, f16; 12.58 t/s: n = 1.",
        "<pre>显卡, 电源: x</pre>",
        '<script type="application/json">{"zh": "显卡, 电源"}</script>',
        '<svg><text x="1, 2">显卡, 2</text></svg>',
        '<td data-bg-value="-1.5">-1.5</td>',
    ],
)
def test_the_rest_stays(kept: str) -> None:
    """English, figures, code, data and drawings stay as they are."""
    assert typeset(kept) == kept
