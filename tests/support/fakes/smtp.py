"""A mail server (RFC 5321) without TLS and accounts, for what real ones do not do on demand.

It holds the client to the order of commands and the form of lines, and the mail to RFC 5322 as the
standard parser sees it. A script's steps name what they answer: on="RCPT", on="connect", or the end
of the message, which is ".", where they name nothing; answer(450, "4.2.1 busy") and so on. Under
/_fake/ of `origin` it can be told and asked over HTTP like the others.
"""
import email
import email.policy
import re
import socketserver
import threading
import time

from .exchange import Answer, Violation
from .fake import Fake

MAX_LINE = 1000  # octets with CRLF (RFC 5321, section 4.5.3.1.6)
USUAL = {421: "4.3.2 closing", 450: "4.2.1 mailbox busy", 451: "4.3.0 failed",
         452: "4.3.1 no room", 550: "5.1.1 no such user", 552: "5.3.4 too big",
         554: "5.7.1 refused"}
ONCE = ("Date", "From", "To", "Subject", "Message-ID", "MIME-Version")


class Smtp(Fake):
    name = "smtp"
    sends = r"\.$"

    def __init__(self, **more):
        super().__init__(**more)
        self.mail_server = _Listener(self)
        self.port = self.mail_server.server_address[1]
        threading.Thread(target=self.mail_server.serve_forever, args=(0.05,),
                         daemon=True).start()

    def close(self):
        super().close()
        self.mail_server.shutdown()
        self.mail_server.server_close()

    def settings(self):
        return {"port": self.port}

    def understand(self, request):
        raise Violation(self.error(404), "mail is no matter of HTTP")

    def error(self, status, code=None, retry_after=None):
        return Answer(status, code or USUAL.get(status, "failed"))

    def reply(self, status, code=None):
        return f"{status} {self.error(status, code).body}"

    def take(self, sender, recipients, data):
        """The mail as it came; what is wrong with it is a violation."""
        errors = form_errors(data)
        mail = email.message_from_bytes(unstuffed(data), policy=email.policy.default)
        errors += [str(defect) for part in mail.walk() for defect in part.defects]
        errors += [f"{name}: {len(mail.get_all(name, []))} times" for name in ONCE
                   if len(mail.get_all(name, [])) != 1]
        if mail["List-Unsubscribe-Post"] and "https://" not in (mail["List-Unsubscribe"] or ""):
            errors.append("List-Unsubscribe-Post without an address of HTTPS (RFC 8058)")
        with self.lock:
            self.violations += [f"mail: {error}" for error in errors]
            if not errors:
                plain = mail.get_body(("plain",))
                text = plain.get_content().replace("\r\n", "\n") if plain else ""
                self.accept(", ".join(recipients), text, None,
                            id=mail["Message-ID"], key=mail["Message-ID"], mail=mail,
                            sender=sender)
        return not errors


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, fake):
        self.fake = fake
        super().__init__(("127.0.0.1", 0), _Session)

    def handle_error(self, request, client_address):
        pass  # a client that went away


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.fake, self.sender, self.recipients, self.greeted = self.server.fake, None, [], False
        if not self.say("connect", "220 fake.example ESMTP"):
            return
        while line := self.rfile.readline(MAX_LINE + 1):
            if not line.endswith(b"\r\n"):
                self.fake.violations.append(f"a line without its end: {line[:80]}")
                return
            if not self.command(line[:-2].decode("utf-8", "replace")):
                return

    def say(self, command, usual, on_success=lambda: True):
        """Answers as usual or as the script says; False ends the session."""
        with self.fake.lock:
            step = self.fake.take_step(command)
        if step is None or step.accepted:
            taken = on_success()
            usual = usual if taken else self.fake.reply(554)
        if step is None or step.do == "serve":
            return self.write(usual)
        if step.do == "answer":
            return self.write(self.fake.reply(step.status, step.code)) and step.status != 421
        if step.do == "hang":
            end = time.monotonic() + step.seconds
            while time.monotonic() < end and not self.fake.stopping.wait(0.05):
                if self.is_gone():
                    break
        if step.do == "garbage":
            return self.write("what?")
        return False  # reset, cut, drip: the connection ends without an answer

    def is_gone(self):
        self.connection.settimeout(0.01)
        try:
            return self.connection.recv(4096) == b""
        except TimeoutError:
            return False

    def write(self, text):
        self.wfile.write(text.encode() + b"\r\n")
        return True

    def command(self, line):
        verb = line.split(" ")[0].upper()
        line = verb + line[len(verb):]
        if verb in ("EHLO", "HELO"):
            self.greeted = True
            return self.say(line, "250-fake.example\r\n250-8BITMIME\r\n250 SIZE 26214400")
        if verb == "QUIT":
            self.say(line, "221 bye")
            return False
        if verb == "RSET":
            self.sender, self.recipients = None, []
            return self.say(line, "250 ok")
        if verb == "NOOP":
            return self.say(line, "250 ok")
        return self.transaction(verb, line)

    def transaction(self, verb, line):
        path = re.fullmatch(r"(?:MAIL FROM|RCPT TO):<([^<>\s]*)>(?: [!-~]+)*", line, re.I)
        if verb == "MAIL" and self.greeted and path:
            self.sender, self.recipients = path[1], []
            return self.say(line, "250 ok")
        if verb == "RCPT" and self.sender is not None and path:
            return self.say(line, "250 ok", lambda: self.recipients.append(path[1]) or True)
        if verb == "DATA" and self.recipients:
            return self.say(line, "354 go on") and self.message()
        self.fake.violations.append(f"out of order, or of no form: {line[:80]}")
        return self.write("503 5.5.1 bad sequence")

    def message(self):
        data = b""
        while not data.endswith(b"\r\n.\r\n"):
            chunk = self.rfile.readline()
            if not chunk:
                return False
            data += chunk
        sender, recipients = self.sender, self.recipients
        self.sender, self.recipients = None, []
        return self.say(".", "250 2.0.0 queued",
                        lambda: self.fake.take(sender, recipients, data[:-3]))


def unstuffed(data):
    return re.sub(rb"(?m)^\.", b"", data)


def form_errors(data):
    errors = []
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        errors.append("a bare CR or LF")
    if any(len(line) + 2 > MAX_LINE for line in data.split(b"\r\n")):
        errors.append("a line of more than 998 octets")
    if re.search(rb"[\x80-\xff\x00]", data):
        errors.append("octets that are not ASCII, or NUL")
    return errors
