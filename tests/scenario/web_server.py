"""A real web server, Debian's lighttpd, that runs tocsin-inbound by CGI; and what those who come to
it sign with."""
import base64
import hashlib
import hmac
import http.client
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.parse

from family import BIN

LIGHTTPD = shutil.which("lighttpd", path=os.environ["PATH"] + ":/usr/sbin")
IN_CI = "CI" in os.environ or "TOCSIN_TEST_STRICT" in os.environ
PURPOSES = {"unsubscribe": b"u", "opened": b"o", "go": b"a"}

needs_lighttpd = unittest.skipUnless(LIGHTTPD or IN_CI, "NOT TESTED: no lighttpd; ./dev test has it")

CONFIGURATION = """
server.document-root = "{folder}"
server.port = {port}
server.bind = "127.0.0.1"
server.errorlog = "{folder}/lighttpd.log"
server.modules = ( "mod_alias", "mod_cgi", "mod_setenv" )
alias.url = ( "/t" => "{program}" )
cgi.assign = ( "tocsin-inbound" => "" )
setenv.set-environment = ( {environment} )
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class WebServer:
    """Serves below /t; what is in `environment` reaches the program, and nothing else of ours."""

    def __init__(self, environment):
        self.port = free_port()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tocsin-lighttpd-"))
        configuration = self.folder / "lighttpd.conf"
        pairs = ", ".join(f'"{name}" => "{value}"' for name, value in environment.items())
        configuration.write_text(CONFIGURATION.format(
            folder=self.folder, port=self.port, program=BIN / "tocsin-inbound", environment=pairs),
            encoding="utf-8")
        self.process = subprocess.Popen([LIGHTTPD, "-D", "-f", configuration])
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise AssertionError("lighttpd does not come up")

    def close(self):
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, method, path, body=None, headers=(), form=None):
        """(status, headers, text) for a path below /t."""
        headers = dict(headers)
        if form is not None:
            body = urllib.parse.urlencode(form).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, "/t" + path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()


def token(key, path, message, expires_at):
    """As lib/model/link.h describes it; `key` is 32 bytes, `expires_at` seconds."""
    subkey = hashlib.blake2b(b"link", key=key, digest_size=32, person=b"tocsin subkey").digest()
    content = b"\x01" + PURPOSES[path] + int(expires_at).to_bytes(5, "big") + \
        message.encode()
    mac = hmac.new(subkey, content, hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(content + mac).decode().rstrip("=")


def twilio_signature(secret, url, form):
    text = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()).decode()


def webhook_headers(secret, prefix, name, body, at):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    stamp = str(int(at))
    mac = hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {f"{prefix}-id": name, f"{prefix}-timestamp": stamp,
            f"{prefix}-signature": "v1," + base64.b64encode(mac).decode(),
            "Content-Type": "application/json"}
