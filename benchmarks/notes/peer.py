"""The least that a page of this kind can cost: one field and nothing else, kept by the same service worker."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>.</title>
<script type="module" src="/start.js"></script></head><body><input id="code" autofocus></body></html>"""
START = b"""document.getElementById("code").focus(); navigator.serviceWorker.register("/worker.js");"""


@contextmanager
def blank_page(worker: str) -> Iterator[str]:
    """Serve the blank page with a service worker's source on a free port of loopback; its address."""
    shell = json.dumps({"version": "blank", "pages": ["/"], "files": ["/start.js"]})
    javascript = "text/javascript"
    files = {
        "/": ("text/html", PAGE),
        "/start.js": (javascript, START),
        "/worker.js": (javascript, f"const SHELL={shell};\n{worker}".encode()),
    }

    class Handler(BaseHTTPRequestHandler):
        """Answers with one of the three files."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, content = files.get(self.path, ("text/plain", b""))
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
