"""Scripts in short form do what they did."""

from __future__ import annotations

import json
import subprocess

import pytest

from buildgen.site.shortening import shortened
from tests.agreement.node import node_program

SCRIPTS = {
    "shorthand": "const one = 1, two = { one }; print(two.one); const { one: again } = two; print(again);",
    "defaults": "function take({ scan = 1, deep: { inner = 2 } = {} } = {}) { return [scan, inner]; } "
    "print(take());",
    "regex": "const found = /[/\\\\]\"(a|b)+/.test('/\"ab'); print(found, 8 / 2 / 2);",
    "template": "const name = 'x'; print(`${name}: ${[1].map((each) => `${each + 1}}`)} {name}`);",
    "class": "class Thing { constructor(size) { this.size = size; } get twice() { return this.size * 2; } "
    "grow(by) { this.size += by; return this; } } print(new Thing(4).grow(1).twice);",
    "case": "function say(word) { switch (word) { case 'a': { const found = word; return found; } default: "
    "return { word }; } } print(say('a'), say('b'));",
    "ternary": "const value = 3, all = { value, other: value ? value : 0, ...{ more: value } }; print(all);",
    "text": 'const note = "note: // no comment"; /* note */ print(note); // note\n',
    "lines": "let count = 1\nlet more = count\n;[1].forEach(() => { count += 1 })\nprint(count, more)",
    "signs": "let left = 1; const right = left+ +left - -left; left++; print(left, right, typeof left);",
    "taken": "const a = 1; const long = 2; const b = { a, long }; print(a, long, b);",
    "async": "const thing = { async get() { return 1; }, later: () => 2 }; "
    "print(thing.later(), typeof thing.get);",
}


def output(script: str) -> list[object]:
    """Run a script in Node and read what it printed."""
    told = "globalThis.print = (...all) => console.log(JSON.stringify(all));\n"
    done = subprocess.run(
        (node_program(), "-e", f'"use strict";{told}{script}'),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_a_short_script_prints_the_same(script: str) -> None:
    """Whatever a name is used as, the short form prints what the long one prints."""
    whole = f"((print) => {{ {script}\n }})(globalThis.print);"
    assert output(shortened(whole)) == output(whole)


def test_comments_and_blanks_go() -> None:
    """Nothing is left that only its authors need."""
    assert (
        shortened("/* a */ const where = 1; // b\nconst other = where + 1;\n") == "const a=1;const b=a+1;\n"
    )


def test_what_is_no_script_is_refused() -> None:
    """Text that the reader does not know is an error, not a guess."""
    with pytest.raises(ValueError, match="no script"):
        shortened("const a = \\u0061;")
