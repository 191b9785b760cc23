"""The pulse of a served site: which build is shown, and why a later one failed; pages wait on it."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beat:
    """What is true at one moment: the build that is shown, and the error of a later one."""

    built: str
    error: str = ""
    number: int = 0

    def message(self) -> bytes:
        """Write it as one server-sent event."""
        data = json.dumps({"built": self.built, "error": self.error or None})
        return f"event: state\ndata: {data}\n\n".encode()


class Pulse:
    """Holds the current beat; who waits is woken by the next one."""

    def __init__(self, run: str) -> None:
        self._run = run
        self._changed = threading.Condition()
        self._beat = Beat(f"{run}-0")

    @property
    def beat(self) -> Beat:
        """The current beat."""
        return self._beat

    def built(self) -> None:
        """Tell that a new site is there."""
        self._next(f"{self._run}-{self._beat.number + 1}", "")

    def failed(self, error: str) -> None:
        """Tell that the site could not be built; the one before is still shown."""
        self._next(self._beat.built, error)

    def _next(self, built: str, error: str) -> None:
        with self._changed:
            self._beat = Beat(built, error, self._beat.number + 1)
            self._changed.notify_all()

    def after(self, number: int, patience: float) -> Beat:
        """Wait for a beat other than the one of that number, at most `patience` seconds; give the current."""
        with self._changed:
            self._changed.wait_for(lambda: self._beat.number != number, timeout=patience)
            return self._beat
