"""A language model's server on this machine, which does what it is told to, good or bad."""

import json
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PIECE = b"x" * 65_536


class ModelServer(ThreadingHTTPServer):
    """`requests` holds what it was sent as (path, headers, body); `behave(handler)` answers."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests, self.behave, self.sent = [], says("{}"), 0
        self.stopping = threading.Event()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.requests.append((self.path, dict(self.headers), body))
        with suppress(OSError):  # the caller has hung up, which is what it should do
            self.server.behave(self)

    def do_GET(self):
        self.server.requests.append((self.path, dict(self.headers), ""))
        says(json.dumps({"sentences": []}))(self)

    def log_message(self, *_):
        pass


@contextmanager
def serving():
    server = ModelServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


def answers(status, body, **headers):
    """Answer with a body."""

    def behave(handler):
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def says(text):
    """Answer as a model that says a text."""
    told = {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]}
    return answers(200, json.dumps(told).encode())


def says_sentences(*sentences):
    """Answer with sentences as they are asked for, each as (text, *ids)."""
    return says(json.dumps({"sentences": [{"text": text, "sources": ids} for text, *ids in sentences]}))


def obeys(text):
    """Answer with a sentence for which every clause that was sent is named as a source."""

    def behave(handler):
        sent = json.loads(json.loads(handler.server.requests[-1][2])["messages"][1]["content"])
        says_sentences((text, *(one["id"] for one in sent["clauses"])))(handler)

    return behave


def streams(number):
    """Answer with bytes without end, as far as somebody reads them."""

    def behave(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(number // len(PIECE)):
            handler.wfile.write(PIECE)
            handler.server.sent += len(PIECE)

    return behave


def waits(handler):
    """Answer nothing."""
    handler.server.stopping.wait(30)


def drips(handler):
    """Answer a byte now and then, so that no single reading takes long."""
    handler.send_response(200)
    handler.end_headers()
    until = time.monotonic() + 30
    while time.monotonic() < until and not handler.server.stopping.wait(0.1):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def hangs_up(handler):
    """Close the connection without a word."""
    handler.connection.close()


def leads_to(address):
    """Send the caller elsewhere."""

    def behave(handler):
        handler.send_response(307)
        handler.send_header("Location", address)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return behave
