"""A small server for one person on this machine: the site's files, a live-reload script, and its events."""

from __future__ import annotations

import html
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from buildgen.diagnostics import BuildgenError
from buildgen.site.pulse import Pulse

LOOPBACK = "127.0.0.1"
PREFIX = "/__buildgen/"
# How long a waiting page hears nothing; a comment then shows whether it is still there.
QUIET = 15.0
_SCRIPT = Path(__file__).parent / "live" / "live.js"
_EMPTY = (
    "<!doctype html><html lang=en><title>No site yet</title><body><p>There is no site yet.</p></body></html>"
)


class Handler(SimpleHTTPRequestHandler):
    """Answers requests for one site; HTML gets the live-reload script on its way out."""

    protocol_version = "HTTP/1.1"

    server: Server

    def __init__(self, request: Any, client_address: Any, server: Server) -> None:
        super().__init__(request, client_address, server, directory=str(server.site))

    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the terminal belongs to what was built and what failed."""

    def end_headers(self) -> None:
        """Keep nothing in the browser's cache: the next build may change any file."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def do_GET(self) -> None:
        """Answer one request; another host's name means that some page of the web asks through this one."""
        path = urlsplit(self.path).path
        if self.headers.get("Host", "") not in self.server.hosts:
            self._send(HTTPStatus.FORBIDDEN, "text/plain", b"for this machine only\n")
        elif path == f"{PREFIX}live.js":
            self._send(HTTPStatus.OK, "text/javascript", _SCRIPT.read_bytes())
        elif path == f"{PREFIX}events":
            self._events()
        else:
            self._file(path)

    def _file(self, path: str) -> None:
        file = Path(self.translate_path(path))
        if file.is_dir():
            if not path.endswith("/"):
                super().do_GET()  # redirects to the folder
                return
            file /= "index.html"
        if not file.is_file():
            page = self.server.site / "404.html"
            text = page.read_text(encoding="utf-8") if page.is_file() else _EMPTY
            self._send(HTTPStatus.NOT_FOUND, "text/html", self._alive(text))
        elif file.suffix == ".html":
            self._send(HTTPStatus.OK, "text/html", self._alive(file.read_text(encoding="utf-8")))
        else:
            super().do_GET()

    def _alive(self, text: str) -> bytes:
        built = html.escape(self.server.pulse.beat.built)
        script = f'<script src="{PREFIX}live.js" data-built="{built}"></script>'
        before, mark, after = text.rpartition("</body>")
        return (f"{before}{script}{mark}{after}" if mark else text + script).encode()

    def _send(self, status: HTTPStatus, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _events(self) -> None:
        """Send the current state, then every change, until the page goes away."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        beat = self.server.pulse.beat
        try:
            self.wfile.write(beat.message())
            while True:
                seen, beat = beat, self.server.pulse.after(beat.number, QUIET)
                self.wfile.write(beat.message() if beat.number != seen.number else b": still here\n\n")
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError, ConnectionAbortedError, TimeoutError):
            return


class Server(ThreadingHTTPServer):
    """A server on this machine's own address; its threads end with the program."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, site: Path, pulse: Pulse, port: int) -> None:
        super().__init__((LOOPBACK, port), Handler)
        self.site, self.pulse = site, pulse
        self.port: int = self.server_address[1]
        self.hosts = frozenset({f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"})

    def handle_error(self, *_arguments: object) -> None:
        """A browser that hangs up in the middle of a file is no news."""


def server_for(site: Path, pulse: Pulse, port: int) -> Server:
    """Open the port; raises BuildgenError when it is taken."""
    try:
        return Server(site, pulse, port)
    except OSError as error:
        raise BuildgenError(
            f"port {port} is not free ({error.strerror}): choose another with --port"
        ) from None
