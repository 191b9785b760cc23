"""Findings: what a pass over the lines has met so far, and the reading that it adds up to."""

import dataclasses

from buildgen.bench.builds import Build, Claim, Landmark, claims
from buildgen.bench.failures import RANK
from buildgen.bench.reading import (
    BenchReading,
    BenchRun,
    Command,
    Device,
    DeviceListing,
    Failure,
    FailureKind,
    Rejected,
)

_MOST = 1000
"""So many rejected rows, failures, listings, commands and build lines are kept; a log can hold millions."""
_TEXT = 500


class Findings:
    """Runs, rejected rows, failures, listings, commands and build lines, in the order they are met."""

    def __init__(self) -> None:
        self._runs: list[tuple[BenchRun, int | None]] = []
        self._rejected: list[tuple[Rejected, int | None]] = []
        self._failures: list[Failure] = []
        self._listings: list[DeviceListing] = []
        self._commands: list[Command] = []
        self._marks: list[Build | Landmark] = []
        self._failing: Failure | None = None
        self._awaited: tuple[int, str] | None = None
        self._more_rejected = 0

    def run(self, run: BenchRun, table: int | None = None) -> None:
        """Add a run; `table` is the heading's line where the run's build stands outside of its row."""
        self._settle_failure()
        self._awaited = None
        self._in_table(table)
        self._runs.append((run, table))

    def reject(self, line: int, reason: str, table: int | None = None) -> None:
        """Add a row that cannot be taken."""
        self._awaited = None
        self._in_table(table)
        if len(self._rejected) < _MOST:
            self._rejected.append((Rejected(line, reason), table))
        else:
            self._more_rejected += 1

    def fail(self, line: int, kind: FailureKind, text: str) -> None:
        """Add a line that reports a failure; the lines of one failure make one, told by its gravest line."""
        command = self._commands[-1].text if self._commands else None
        failure = Failure(line, kind, text.strip()[:_TEXT], command)
        if self._failing is None or _grade(kind) < _grade(self._failing.kind):
            self._failing = failure
        self._awaited = None

    def await_rows(self, line: int, what: str) -> None:
        """Note that rows are due from this line on; without one, that is a failure."""
        self.settle()
        self._awaited = (line, what)

    def settle(self) -> None:
        """End the run before this point: its failure stands, and rows that were due are missing."""
        self._settle_failure()
        if self._awaited is not None:
            line, what = self._awaited
            self._awaited = None
            self.fail(line, FailureKind.NO_ROW, f"{what} without a row")
            self._settle_failure()

    def failed_row(self, line: int, kind: FailureKind, text: str, table: int | None = None) -> None:
        """Add a row that reports a failure in the place of a speed: each one is a failure of its own."""
        self._settle_failure()
        self._in_table(table)
        self.fail(line, kind, text)
        self._settle_failure()

    def command(self, line: int, text: str) -> None:
        """Add a command line."""
        self.settle()
        self._mark(Landmark("command", line))
        if len(self._commands) < _MOST:
            self._commands.append(Command(line, text[: 8 * _TEXT]))

    def listing(self, listing: DeviceListing) -> None:
        """Add what a backend lists."""
        self._mark(Landmark("listing", listing.line))
        if len(self._listings) < _MOST:
            self._listings.append(listing)

    def listed(self, device: Device) -> bool:
        """Add a device to the last listing; False where none is open for it."""
        if not self._listings or len(self._listings[-1].devices) >= self._listings[-1].count:
            return False
        last = self._listings[-1]
        self._listings[-1] = dataclasses.replace(last, devices=(*last.devices, device))
        return True

    def build(self, build: Build) -> None:
        """Add a build line."""
        last = self._marks[-1] if self._marks else None
        if not (isinstance(last, Build) and last.same_as(build)):
            self._mark(build)

    def reading(self, seen: str) -> BenchReading:
        """Give the reading; `seen` tells what the file held, for the refusal if there is nothing else."""
        self.settle()
        claimed = {claim.table: claim for claim in claims(self._marks)}
        runs = []
        rejected = [item for item, _ in self._rejected]
        for run, table in self._runs:
            builds = claimed.get(table, Claim(0, ())).builds if table is not None else ()
            if len(builds) > 1:
                several = " and ".join(str(build) for build in builds)
                rejected.append(Rejected(run.line, f"several build lines could be its own: {several}"))
            elif builds and run.build_commit is None and run.build_number is None:
                runs.append(
                    dataclasses.replace(run, build_commit=builds[0].commit, build_number=builds[0].number)
                )
            else:
                runs.append(run)
        rejected.sort(key=lambda item: item.line)
        if self._more_rejected:
            rejected.append(Rejected(rejected[-1].line, f"{self._more_rejected} more rows after this one"))
        found = bool(runs or self._failures)
        return BenchReading(
            runs=tuple(runs),
            rejected=tuple(rejected),
            failures=tuple(self._failures),
            devices_listed=tuple(self._listings),
            commands=tuple(self._commands),
            refusal=None if found else self._refusal(rejected, seen),
        )

    def _refusal(self, rejected: list[Rejected], seen: str) -> str:
        if rejected:
            first = rejected[0]
            return (
                f"no result could be taken: {len(rejected)} rejected, the first at line {first.line}"
                f" ({first.reason}); {seen}"
            )
        builds = [mark for mark in self._marks if isinstance(mark, Build)]
        parts = [seen]
        for name, lines in (
            ("command", [item.line for item in self._commands]),
            ("device listing", [item.line for item in self._listings]),
            ("build line", [item.line for item in builds]),
        ):
            if lines:
                parts.append(f"{len(lines)} {name}{'s' if len(lines) > 1 else ''} (first at line {lines[0]})")
        return (
            "no result of llama-bench or llama-batched-bench: looked for a Markdown table with test and t/s"
            " or PP, TG, B and S_TG t/s, a CSV heading, JSON objects or SQL INSERTs with avg_ts,"
            f" JSONL with speed_tg, and lines that report a failed run; seen: {', '.join(parts)}"
        )

    def _settle_failure(self) -> None:
        if self._failing is not None:
            if len(self._failures) < _MOST:
                self._failures.append(self._failing)
            self._failing = None

    def _in_table(self, table: int | None) -> None:
        if table is not None and not any(
            isinstance(mark, Landmark) and mark.kind == "table" and mark.line == table
            for mark in self._marks[-8:]
        ):
            self._mark(Landmark("table", table))

    def _mark(self, mark: Build | Landmark) -> None:
        if isinstance(mark, Landmark) and mark.kind != "table":
            last = self._marks[-1] if self._marks else None
            if isinstance(last, Landmark) and last.kind == mark.kind:
                return
        self._marks.append(mark)


def _grade(kind: FailureKind) -> int:
    return RANK.index(kind) if kind in RANK else len(RANK)
