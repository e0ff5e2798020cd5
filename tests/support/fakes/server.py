"""The fakes' HTTP server: answers, or is as rude as a step of the script says."""
import http.server
import select
import socket
import struct
import time
import urllib.parse

from . import control
from .exchange import Answer, Request

MAX_BODY = 64 << 20


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, fake):
        self.fake = fake
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request, client_address):
        pass  # a client that went away; what the fake itself does wrong is in `faults`


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *_):
        pass

    def handle_any(self):
        fake = self.server.fake
        split = urllib.parse.urlsplit(self.path)
        if split.path.startswith("/_fake/"):
            return self.write(control.serve(fake, self.command, split.path, self.read_body()))
        with fake.lock:
            step = fake.take_step(f"{self.command} {split.path}")
        if step and step.do == "hang" and step.before_body:
            return self.hang(step)
        request = Request(self.command, urllib.parse.unquote(split.path),
                          urllib.parse.parse_qsl(split.query, keep_blank_values=True),
                          self.headers, self.read_body())
        try:
            answer = fake.respond(request, step)
        except Exception as error:  # whatever it is, a test must see it
            fake.faults.append(f"{self.command} {split.path}: {error!r}")
            answer = Answer(500, f"the fake failed: {error!r}")
        self.carry_out(answer, step)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

    def read_body(self):
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(min(length, MAX_BODY))

    def carry_out(self, answer, step):
        if step is None or step.do == "answer" or (answer and answer.status >= 400):
            self.write(answer)
        elif step.do == "hang":
            self.hang(step)
        elif step.do == "reset":
            self.reset()
        elif step.do == "garbage":
            self.write(Answer(step.status, step.body if step.body is not None else b'{"ok": tru',
                              {"Content-Type": "application/json"} | step.headers))
        elif step.do == "drip":
            self.drip(answer or Answer(200, {}), step.seconds)
        elif step.do == "cut":
            self.write(answer or Answer(200, {}), missing=1)
        else:
            self.write(answer or Answer(200, {}))

    def head(self, answer, size):
        self.send_response(answer.status)
        body, headers = answer.encoded()
        for name, value in (headers | answer.headers).items():
            self.send_header(name, str(value))
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(size))
        self.end_headers()
        return body

    def write(self, answer, missing=0):
        size = len(answer.encoded()[0])
        body = self.head(answer, size)
        self.wfile.write(body[:max(0, size - missing)])
        if missing:
            self.close_connection = True

    def drip(self, answer, seconds):
        body = self.head(answer, len(answer.encoded()[0]))
        self.wfile.flush()
        pause = seconds / max(1, len(body))
        for byte in body:
            if self.server.fake.stopping.wait(pause):
                break
            self.wfile.write(bytes([byte]))
            self.wfile.flush()

    def hang(self, step):
        """Silence until the other end gives up."""
        self.close_connection = True
        end = time.monotonic() + step.seconds
        while time.monotonic() < end and not self.server.fake.stopping.is_set():
            readable, _, _ = select.select([self.connection], [], [], 0.05)
            if readable and not self.connection.recv(65536):
                return

    def reset(self):
        """Closing sends RST, not FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
