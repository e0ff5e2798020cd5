#!/usr/bin/env python3
"""Servers that speak TLS, for one test: SMTP (aiosmtpd), HTTPS with HTTP/2 (node), a proxy.

usage: secure_servers.py FOLDER

Makes an authority and certificates in FOLDER, starts everything on 127.0.0.1, prints one line of
JSON (name -> port, "" where what it needs is not installed) and ends when standard input does.
The mails that arrive are in FOLDER/mails.ndjson: {"server", "sender", "recipients", "user",
"tls", "message"}.
"""
import http.server
import json
import logging
import pathlib
import select
import shutil
import socket
import ssl
import subprocess
import sys
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

HERE = pathlib.Path(__file__).resolve().parent
ACCOUNT = (b"bell", b"very-secret")


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=60)


def make_certificates(folder):
    """An authority, a certificate for localhost, and one that its authority never signed."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-addext", "subjectAltName=DNS:localhost"]
    openssl(folder, "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
            "-subj", "/CN=Test authority")
    openssl(folder, "req", *key, "-keyout", "server.key", "-out", "server.csr",
            "-subj", "/CN=localhost", *names)
    openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-copy_extensions", "copy", "-days", "2", "-out", "server.pem")
    openssl(folder, "req", "-x509", *key, "-keyout", "stranger.key", "-out", "stranger.pem",
            "-days", "2", "-subj", "/CN=localhost", *names)


def context(folder, name):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return made


class Mails:
    """Keeps what arrives at one of the mail servers."""

    def __init__(self, server, file):
        self.server, self.file = server, file

    async def handle_DATA(self, _server, session, envelope):
        user = session.auth_data.login.decode() if session.auth_data else ""
        mail = {"server": self.server, "sender": envelope.mail_from,
                "recipients": envelope.rcpt_tos, "user": user, "tls": session.ssl is not None,
                "message": envelope.content.decode("utf-8", "replace")}
        with self.file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(mail) + "\n")
        return "250 2.0.0 taken"


def check_account(_server, _session, _envelope, _mechanism, given):
    known = (given.login, given.password) == ACCOUNT
    return AuthResult(success=known, handled=False, auth_data=given)


class Mail(Controller):
    """A mail server on a port that the system chooses."""

    def __init__(self, name, folder, tls=None, starttls=None, account=False):
        self.smtp = {"hostname": "mail.test", "ident": "test", "tls_context": starttls,
                     "require_starttls": starttls is not None}
        if account:
            self.smtp |= {"authenticator": check_account, "auth_required": True,
                          "auth_require_tls": starttls is not None}
        super().__init__(Mails(name, folder / "mails.ndjson"), hostname="127.0.0.1",
                         port=free_port(), ssl_context=tls)

    def factory(self):
        return SMTP(self.handler, **self.smtp)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Proxy(http.server.BaseHTTPRequestHandler):
    """Tunnels to loopback by CONNECT for who knows the password "open sesame" (basic)."""

    def do_CONNECT(self):
        if self.headers.get("Proxy-Authorization") != "Basic YmVsbDpvcGVuIHNlc2FtZQ==":
            self.send_response(407)
            self.send_header("Proxy-Authenticate", 'Basic realm="test"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        port = int(self.path.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as there:
            self.send_response(200)
            self.end_headers()
            self.wfile.flush()
            ends = {self.connection: there, there: self.connection}
            while True:
                for end in select.select(list(ends), [], [])[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    ends[end].sendall(data)

    def log_message(self, *_):
        pass


def start_proxy():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def start_https(folder, name):
    """HTTP/2 and HTTP/1.1 by the one server that Debian brings for both."""
    if not shutil.which("node"):
        return ""
    process = subprocess.Popen(["node", HERE / "https_server.js", folder / f"{name}.pem",
                                folder / f"{name}.key"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    return int(process.stdout.readline())  # it ends with our end of its standard input


def main():
    logging.disable()  # clients that do not trust us are what we are for
    folder = pathlib.Path(sys.argv[1])
    make_certificates(folder)
    (folder / "mails.ndjson").touch()
    trusted, stranger = context(folder, "server"), context(folder, "stranger")
    servers = {
        "plain": Mail("plain", folder),
        "starttls": Mail("starttls", folder, starttls=trusted, account=True),
        "tls": Mail("tls", folder, tls=trusted),
        "stranger": Mail("stranger", folder, starttls=stranger),
        "stranger_tls": Mail("stranger_tls", folder, tls=stranger),
    }
    for name, server in servers.items():
        try:
            server.start()
        except ssl.SSLError:
            # The controller tries its server as a client that trusts nobody here; it serves.
            pass
        assert server.server is not None, name
    ports = {f"smtp_{name}": server.port for name, server in servers.items()}
    ports |= {"https": start_https(folder, "server"), "https_stranger":
              start_https(folder, "stranger"), "proxy": start_proxy()}
    print(json.dumps(ports), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
