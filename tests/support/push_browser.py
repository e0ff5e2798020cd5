"""A real Chromium with a push subscription, without a network.

Chromium reaches its push service in three steps, each at an address that can be given on the
command line: it checks in (HTTP, protocol buffers), registers a subscription (HTTP, a form), and
holds a TLS connection on which messages come (Mobile Connection Server, version 41). Here all
three are on loopback, and so is the site with the shipped page and service worker. What the
service worker would show is posted back to the site.

    with PushBrowser(folder, public_key, page, worker) as browser:
        browser.subscription      # as PushManager gave it, its endpoint leading to us
        ... the real program posts to it ...
        browser.shown(1)          # the notifications, once there is one
"""
import http.server
import json
import os
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time
import urllib.parse

PATIENCE = 60  # seconds

# After the page's own script: presses the button, and hands over what comes of it.
PRESS = """<script>
on.click();
const waiting = setInterval(() => {
  if (!text.value && !state.textContent.startsWith("It did not")) return;
  clearInterval(waiting);
  fetch("/subscribed", { method: "POST", body: text.value || state.textContent });
}, 50);
</script></html>"""

# Before the service worker's own script.
REPORT = """ServiceWorkerRegistration.prototype.showNotification = (title, more) =>
  fetch("/shown", { method: "POST", body: JSON.stringify({ title, ...more }) });
"""

LOGIN_RESPONSE, DATA_MESSAGE = 3, 8  # tags of the Mobile Connection Server
VERSION = 41


def missing():
    return None if shutil.which("chromium") else "no chromium"


def varint(number):
    out = b""
    while number > 0x7F:
        out, number = out + bytes([number & 0x7F | 0x80]), number >> 7
    return out + bytes([number])


def field(number, value):
    """One field of a protocol buffer."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value if isinstance(value, bytes) else value.encode()
    return varint(number << 3 | 2) + varint(len(data)) + data


def packet(tag, message):
    return bytes([tag]) + varint(len(message)) + message


def checked_in():
    """AndroidCheckinResponse: fine, the time, an ID and its token."""
    return (field(1, 1) + field(3, int(time.time() * 1000))
            + b"".join(varint(n << 3 | 1) + struct.pack("<Q", 4711 + n) for n in (7, 8)))


def data_message(number, registration, body):
    """DataMessageStanza: from, category, application data, identity, body."""
    about = {"subtype": registration["X-subtype"], "content-encoding": "aes128gcm"}
    return (field(3, registration["sender"]) + field(5, registration["app"])
            + b"".join(field(7, field(1, k) + field(2, v)) for k, v in about.items())
            + field(9, f"message-{number}") + field(21, body))


class Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body=b"", kind="application/octet-stream"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        file = self.server.browser.files.get(self.path)
        self.reply(*((200, *file) if file else (404,)))

    def do_POST(self):
        browser = self.server.browser
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/checkin":
            self.reply(200, checked_in(), "application/x-protobuf")
        elif self.path == "/register":
            form = dict(urllib.parse.parse_qsl(body.decode()))
            if "X-subtype" in form:
                browser.registration = form
            self.reply(200, b"token=a-token", "text/plain")
        elif self.path.startswith("/push/"):
            browser.pushed.append((dict(self.headers.items()), body))
            browser.connected.wait(PATIENCE)
            browser.connection.sendall(packet(
                DATA_MESSAGE, data_message(len(browser.pushed), browser.registration, body)))
            self.reply(201)
        else:
            browser.reported.append((self.path, body.decode()))
            self.reply(200)


class PushBrowser:
    def __init__(self, folder, public_key, page, worker):
        self.folder = folder
        self.files = {
            "/": (page.replace("PUBLIC_KEY", public_key).replace("</html>", PRESS).encode(),
                  "text/html"),
            "/service-worker.js": ((REPORT + worker).encode(), "text/javascript")}
        self.registration, self.connection = None, None
        self.connected = threading.Event()
        self.pushed, self.reported = [], []

    def __enter__(self):
        self.site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
        self.site.browser = self
        self.origin = f"http://localhost:{self.site.server_address[1]}"
        self.gate = socket.create_server(("127.0.0.1", 0))
        self.tls = self.certificate()
        for work in (self.site.serve_forever, self.accept_connections):
            threading.Thread(target=work, daemon=True).start()
        self.program = self.start()
        [given] = self.wait_for("/subscribed", 1)
        try:
            self.subscription = json.loads(given)
        except ValueError:
            raise AssertionError(f"Chromium does not subscribe: {given}") from None
        self.subscription["endpoint"] = f"{self.origin}/push/1"
        return self

    def __exit__(self, *_):
        self.program.terminate()
        self.program.wait(PATIENCE)
        self.gate.close()
        self.site.shutdown()
        self.site.server_close()

    def certificate(self):
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-keyout", key, "-out", certificate, "-subj", "/CN=localhost"],
                       check=True, capture_output=True, timeout=60)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context

    def start(self):
        profile = self.folder / "profile"
        (profile / "Default").mkdir(parents=True)
        (profile / "Default/Preferences").write_text(json.dumps(
            {"profile": {"default_content_setting_values": {"notifications": 1}}}))
        return subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--password-store=basic", "--ignore-certificate-errors",
             f"--user-data-dir={profile}",
             f"--gcm-checkin-url={self.origin}/checkin",
             f"--gcm-registration-url={self.origin}/register",
             f"--gcm-mcs-endpoint=https://localhost:{self.gate.getsockname()[1]}",
             f"{self.origin}/"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder)})

    def accept_connections(self):
        while True:
            try:
                raw, _ = self.gate.accept()
            except OSError:
                return
            try:
                connection = self.tls.wrap_socket(raw, server_side=True)
                connection.recv(1 << 16)  # its login
                connection.sendall(bytes([VERSION]) + packet(LOGIN_RESPONSE, field(1, "login")))
            except OSError:
                continue  # Chromium tries a second one at times
            self.connection = connection
            self.connected.set()

    def wait_for(self, path, count):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = [body for where, body in self.reported if where == path]
            if len(found) >= count:
                return found
            time.sleep(0.05)
        raise AssertionError(f"Chromium posted {self.reported}, and not {count} to {path}")

    def shown(self, count):
        return [json.loads(body) for body in self.wait_for("/shown", count)]
