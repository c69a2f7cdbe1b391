"""A small record store that really listens, takes statements and can be made to fail."""

import base64
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class RecordStore:
    """What the store has, what it was sent, and how it is to answer.

    ``troubles`` are used up one a request: a status, or ``"lost"`` to take the statements and
    close the line without an answer, or ``"dead"`` to close it without taking them. ``bad`` are
    ids that it refuses, ``known`` ids that it has with another content; both refuse the batch.
    """

    kept: dict = field(default_factory=dict)
    batches: list = field(default_factory=list)
    headers: list = field(default_factory=list)
    troubles: list = field(default_factory=list)
    bad: set = field(default_factory=set)
    known: set = field(default_factory=set)
    largest: int = 1000
    retry_after: str = ""
    url: str = ""

    def answer(self, statements):
        """Return the status for a batch, keeping it if it is taken."""
        ids = [one["id"] for one in statements]
        self.batches.append(ids)
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble == "dead" or isinstance(trouble, int):
            return trouble
        if len(ids) > self.largest:
            return 413
        if self.bad & set(ids):
            return 400
        if self.known & set(ids):
            return 409
        for one in statements:
            assert one["id"] not in self.kept or self.kept[one["id"]] == one
            self.kept[one["id"]] = one
        return trouble or 200


class Handler(BaseHTTPRequestHandler):
    """Speaks for the store that its server has."""

    def do_POST(self):
        store = self.server.store
        content = self.rfile.read(int(self.headers["Content-Length"]))
        store.headers.append(dict(self.headers))
        expected = base64.b64encode(b"key:secret").decode()
        if self.headers["Authorization"] != f"Basic {expected}":
            return self._say(401)
        status = store.answer(json.loads(content))
        if isinstance(status, str):
            self.close_connection = True
            return self.connection.close()
        return self._say(status)

    def _say(self, status):
        text = b"" if status == 204 else b"the store says so"
        self.send_response(status)
        if status in (301, 302, 307):
            self.send_header("Location", "http://127.0.0.1:1/statements")
        if self.server.store.retry_after:
            self.send_header("Retry-After", self.server.store.retry_after)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args):
        """Say nothing."""


def start_store():
    """Return a store that listens, and the server to shut down."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.store = RecordStore(url=f"http://127.0.0.1:{server.server_port}/xapi/")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.store, server
