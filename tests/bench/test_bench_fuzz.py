"""No input whatever raises, loops or gives a value that was not printed."""

import json
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from buildgen.bench import BenchReading, as_json, devices_used, read_bench

SAMPLES = Path(__file__).parent / "samples"
LINES = [
    line
    for path in sorted(SAMPLES.glob("llama-b*"))
    if path.name != "llama-bench.fields.json"
    for line in path.read_bytes().splitlines(keepends=True)
]
LINES += [
    b"> ",
    b"```\n",
    b"[\n",
    b"]\n",
    b"  {\n",
    b"  },\n",
    b"  }\n]\n",
    b"build: 4696 (e598697d) with cc\n",
    b"found 2 SYCL devices:\n",
    b"| 0|[level_zero:gpu:0]| Arc| 1.3|\n",
    b"cudaMalloc failed: out of memory\n",
    b"Aborted (core dumped)\n",
    b"INSERT INTO test VALUES (",
    b"CREATE TABLE test (a, avg_ts\n",
    b"llama-bench -m x \\\n",
]
MARKS = b"|{}[]\"\\,;:()'\n\r\t \0\xc2\xb1\xff\x1b@-+.0159tspgavg_"


def check(data: bytes) -> BenchReading:
    """Hold what every reading keeps to."""
    reading = read_bench(data)
    assert json.loads(json.dumps(as_json(reading)))["version"] == 1
    assert (reading.refusal is None) == bool(reading.runs or reading.failures)
    last = data.count(b"\n") + data.count(b"\r") + 1
    places = [run.line for run in reading.runs] + [item.line for item in reading.rejected]
    places += [failure.line for failure in reading.failures] + [command.line for command in reading.commands]
    places += [listing.line for listing in reading.devices_listed]
    assert all(1 <= place <= last for place in places)
    for run in reading.runs:
        assert run.avg_ts.encode() in data.replace(b"\0", b"")
        devices_used(run, reading)
    return reading


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=2000) | st.lists(st.sampled_from([bytes([mark]) for mark in MARKS])).map(b"".join))
@example(b'{"avg_ts": ' + b"[" * 100_000)
@example(b"[" * 100_000 + b'"avg_ts"')
@example(b'{"avg_ts":' * 1000)
@example(b'{"n_prompt": ' + b"9" * 10_000 + b', "n_gen": 0, "avg_ts": 1.0}')
@example(b'{"n_prompt": 512, "n_gen": 0, "avg_ts": 1e999999999, "avg_ns": NaN}')
@example(b"|" * 50_000 + b"t/s")
@example(b"t/s|test|x\n" + b"\\|" * 50_000)
@example(b"\xff\xfe" + b"\xd8" * 99)
@example(b"\x1b[" + b"0" * 5000)
@example(b"INSERT INTO a (avg_ts) VALUES (" + b"'" * 10_001)
@example(b"INSERT INTO a (avg_ts) VALUES (('1'));")
@example(b"CREATE TABLE a (avg_ts, ,)\n;INSERT INTO a VALUES();")
@example(b"model|test|t/s\n" + b'"' * 200_000 + b"|a|b\n")
@example(b'avg_ts,n_gen,n_prompt\n"' + b"x" * 200_000 + b'","",""\n')
@example(b"main: n_kv_max = " + b"x" * 200_000)
@example(b"|a|test|t/s|\n|" + b"-" * 200_000 + b"x|\n")
@example(b"|a|test|t/s|\n|a|pp512" + b" " * 200_000 + b"x|1.0|\n")
@example(b"|a|test|t/s|\n|a|pp512|1.0" + b" " * 200_000 + b"x|\n")
@example(b'{"avg_ts": 1,\n"a"' + b" " * 200_000 + b"x\n" + b" " * 200_000 + b"x\n")
@example(b"CREATE TABLE a (\n avg_ts" + b" " * 200_000 + b"x\n)" + b" " * 200_000 + b"x;\n")
@example(b"unable to allocate " * 20_000)
@example(b"found 1 " * 20_000 + b"devices")
@example(b"build: " + b"a" * 200_000)
@example(b"llama-bench" + b" " * 200_000)
@example(b"- " * 100_000 + b"1 " * 100_000 + b"Killed")
def test_random_bytes_never_raise(data: bytes) -> None:
    """Any bytes give a reading that holds its own rules."""
    check(data)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(LINES), max_size=60))
def test_random_line_splices_never_raise(lines: list[bytes]) -> None:
    """Lines of all formats in any order give a reading, and no speed that was not printed."""
    check(b"".join(lines))


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_random_damage_never_raises(data: st.DataObject) -> None:
    """Bytes put in, taken out or changed anywhere in a sample give a reading."""
    path = data.draw(st.sampled_from(sorted(SAMPLES.glob("llama-b*"))))
    text = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(text)))
        text[place : place + data.draw(st.integers(0, 20))] = data.draw(
            st.binary(max_size=3) | st.sampled_from([bytes([mark]) for mark in MARKS])
        )
    check(bytes(text))
