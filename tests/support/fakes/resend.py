"""Resend: e-mails one by one and in batches, suppressions, and its signed events.

Beyond the specification (resend.com/docs: Send Email, Idempotency Keys, Errors, Rate Limit): a
parsable sender, something to say, headers that are texts of one line, tags of a small alphabet, a
User-Agent. An Idempotency-Key is remembered for 24 h: the same request again gives the same answer
and no second mail, another request under it is refused.
"""
import base64
import datetime
import email.utils
import hashlib
import hmac
import json
import re
import urllib.parse
import uuid

from . import specification
from .exchange import Answer, Violation, post
from .fake import Fake, SPECS

API_KEY = "re_fake_123456789"
WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"resend-fake-signing-secret-32byt").decode()
REMEMBERED = datetime.timedelta(hours=24)
MAX_KEY, MAX_BATCH = 256, 100
ERRORS = {
    "missing_api_key": 401, "restricted_api_key": 401, "invalid_api_key": 403,
    "validation_error": 400, "missing_required_field": 422, "invalid_parameter": 422,
    "invalid_from_address": 422, "invalid_attachment": 422, "invalid_access": 422,
    "invalid_idempotency_key": 400, "invalid_idempotent_request": 409,
    "concurrent_idempotent_requests": 409, "not_found": 404, "method_not_allowed": 405,
    "rate_limit_exceeded": 429, "daily_quota_exceeded": 429, "monthly_quota_exceeded": 429,
    "security_error": 451, "application_error": 500, "internal_server_error": 500,
}
USUAL = {400: "validation_error", 401: "missing_api_key", 403: "invalid_api_key",
         404: "not_found", 409: "concurrent_idempotent_requests", 422: "missing_required_field",
         429: "rate_limit_exceeded", 451: "security_error", 500: "application_error"}


class Resend(Fake):
    name = "resend"
    specification = "resend.json.gz"
    sends = r"POST /emails(/batch)?$"

    def __init__(self, **more):
        self.spec = specification.load(SPECS / self.specification)
        self.by_key = {}  # key -> (when, digest of the request, answer)
        self.mails = {}  # id -> what was sent
        self.suppressed = {}  # address -> origin
        self.webhook_url = None
        super().__init__(**more)

    def settings(self):
        return {"api_key": API_KEY, "webhook_secret": WEBHOOK_SECRET}

    def understand(self, request):
        found = self.spec.operation(request.method, request.path)
        if not found:
            raise Violation(self.error(404), "no such operation")
        operation, parameters = found
        headers = {name: request.header(name) for name in ("Idempotency-Key",)
                   if request.header(name, None) is not None}
        errors = self.spec.errors_of_parameters(operation, "query", dict(request.query)) \
            + self.spec.errors_of_parameters(operation, "header", headers)
        if not request.header("User-Agent"):
            errors.append("no User-Agent")
        if headers.get("Idempotency-Key") == "":
            errors.append("an empty Idempotency-Key")
        if errors:
            code = "invalid_idempotency_key" if "Idempotency-Key" in str(errors) else None
            raise Violation(self.error(400, code), *errors)
        if not request.header("Authorization").startswith("Bearer "):
            raise Violation(self.error(401), "no bearer token")
        serve = getattr(self, operation["operationId"].replace("/", "_").replace("-", "_"), None)
        if serve is None:
            raise NotImplementedError(operation["operationId"])
        perform = serve(request, operation, parameters)

        def answer():
            if request.header("Authorization") != f"Bearer {API_KEY}":
                return self.error(403)
            made = perform()
            made.headers |= self.limits()
            if made.status >= 400:
                return made
            return self.answered(made, self.spec.errors_of_answer(operation, made.status,
                                                                  made.body))
        return answer

    def body_of(self, request, operation):
        schema = self.spec.request_schema(operation, request.media_type)
        if schema is None:
            raise Violation(self.error(400), f"a body of type '{request.media_type}'")
        try:
            body = request.json()
        except ValueError as error:
            raise Violation(self.error(400), f"no JSON: {error}") from error
        errors = self.spec.errors_of_request(schema, body)
        if errors:
            raise Violation(self.error(422), *errors)
        return body

    def emails_send(self, request, operation, _parameters):
        body = self.body_of(request, operation)
        self.must(mail_errors(body))
        return lambda: self.once(request, lambda: self.sent([body], request)[0])

    def emails_send_batch(self, request, operation, _parameters):
        body = self.body_of(request, operation)
        errors = [] if 1 <= len(body) <= MAX_BATCH else [f"a batch of {len(body)}"]
        for mail in body:
            errors += mail_errors(mail)
            errors += [f"{name}: not in a batch" for name in ("attachments", "scheduled_at")
                       if name in mail]
        self.must(errors)
        return lambda: self.once(request, lambda: {"data": self.sent(body, request)})

    def must(self, errors):
        if errors:
            raise Violation(self.error(422), *errors)

    def once(self, request, do):
        """The answer, the same one again for the same key."""
        key = request.header("Idempotency-Key", None)
        digest = hashlib.sha256(request.body).hexdigest()
        if key in self.by_key:
            when, first, answer = self.by_key[key]
            if self.clock() - when < REMEMBERED:
                if first != digest:
                    self.violations.append(f"POST {request.path}: another request under the key")
                    return self.error(409, "invalid_idempotent_request")
                self.repeated += 1
                return Answer(200, answer)
        for address in self.refuses:
            if f'"{address}"' in request.body.decode():
                return self.error(0, self.refuses[address])
        answer = do()
        if key is not None:
            self.by_key[key] = self.clock(), digest, answer
        return Answer(200, answer)

    def sent(self, mails, request):
        out = []
        for mail in mails:
            number = str(uuid.UUID(int=0x4ef9a417 << 96 | len(self.mails) + 1))
            self.mails[number] = mail | {"created_at": self.stamp()}
            self.accept(", ".join(listed(mail["to"])), mail.get("text") or mail.get("html", ""),
                        request, id=number, body=mail, key=request.header("Idempotency-Key", None))
            out.append({"id": number})
        return out

    def emails_get(self, _request, _operation, parameters):
        def perform():
            mail = self.mails.get(parameters["email_id"])
            if not mail:
                return self.error(404)
            return Answer(200, {"object": "email", "id": parameters["email_id"],
                                "to": listed(mail["to"]), "from": mail["from"],
                                "subject": mail["subject"], "created_at": mail["created_at"],
                                "last_event": mail.get("last_event", "sent")})
        return perform

    def suppressions_list(self, _request, _operation, _parameters):
        return lambda: Answer(200, {"object": "list", "has_more": False, "data": [
            self.suppression(address) for address in self.suppressed]})

    def suppressions_get(self, _request, _operation, parameters):
        wanted = urllib.parse.unquote(parameters["suppression"])
        return lambda: Answer(200, self.suppression(wanted) | {"object": "suppression"}) \
            if wanted in self.suppressed else self.error(404)

    def suppressions_remove(self, _request, _operation, parameters):
        wanted = urllib.parse.unquote(parameters["suppression"])

        def perform():
            if self.suppressed.pop(wanted, None) is None:
                return self.error(404)
            return Answer(200, {"object": "suppression", "id": self.identity(wanted),
                                "deleted": True})
        return perform

    def suppressions_add(self, request, operation, _parameters):
        body = self.body_of(request, operation)

        def perform():
            self.suppressed[body["email"]] = "manual"
            return Answer(201, {"object": "suppression", "id": self.identity(body["email"])})
        return perform

    def suppression(self, address):
        return {"id": self.identity(address), "email": address, "source_id": None,
                "origin": self.suppressed[address], "created_at": self.stamp()}

    def identity(self, address):
        return str(uuid.uuid5(uuid.NAMESPACE_URL, address))

    def stamp(self):
        return self.clock().strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def limits(self, remaining=4, reset=1):
        return {"ratelimit-limit": 5, "ratelimit-remaining": remaining, "ratelimit-reset": reset}

    def error(self, status, code=None, retry_after=None):
        code = code or USUAL.get(status, "application_error")
        status = status or ERRORS[code]
        headers = {}
        if status == 429:
            wait = 1 if retry_after is None else retry_after
            headers = self.limits(0, wait) | {"retry-after": wait}
        elif retry_after is not None:
            headers = {"retry-after": retry_after}
        return Answer(status, {"statusCode": status, "name": code,
                               "message": code.replace("_", " ").capitalize()}, headers)

    def callback_request(self, kind, mail, secret=WEBHOOK_SECRET, at=None, **more):
        """(headers, body as bytes) of the event email.KIND about mail ID `mail`, signed."""
        sent = self.mails[mail]
        body = {"type": f"email.{kind}", "created_at": self.stamp(), "data": {
            "email_id": mail, "created_at": sent["created_at"], "from": sent["from"],
            "to": listed(sent["to"]), "subject": sent["subject"]} | self.details(kind) | more}
        operation = self.spec.document["webhooks"][body["type"]]["post"]
        schema = self.spec.request_schema(operation, "application/json")
        self.faults.extend(self.spec.errors(schema, body))
        data = json.dumps(body).encode()
        number = f"msg_{uuid.uuid4().hex}"
        stamp = str(int(at if at is not None else self.clock().timestamp()))
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = hmac.new(key, f"{number}.{stamp}.".encode() + data, hashlib.sha256).digest()
        return {"Content-Type": "application/json", "svix-id": number, "svix-timestamp": stamp,
                "svix-signature": "v1," + base64.b64encode(signed).decode()}, data

    def details(self, kind):
        code = ["smtp; 550 5.1.1 user unknown"]
        return {"bounced": {"bounce": {"diagnosticCode": code, "message": "no such user",
                                       "subType": "General", "type": "Permanent"}},
                "suppressed": {"suppressed": {"diagnosticCode": code, "message": "on the list",
                                              "reason": "previous_bounce",
                                              "type": "OnAccountSuppressionList"}},
                "failed": {"failed": {"reason": "reached_daily_quota"}},
                "clicked": {"click": {"ipAddress": "192.0.2.1", "link": "https://desk.example/",
                                      "timestamp": self.stamp(), "userAgent": "fake"}},
                }.get(kind, {})

    def callback(self, kind, mail, url=None, **more):
        """Sends the event to `url`, or to the webhook_url that was set; any order."""
        self.mails[mail]["last_event"] = kind
        return post(url or self.webhook_url, *self.callback_request(kind, mail, **more))


def listed(value):
    return value if isinstance(value, list) else [value]


def mail_errors(mail):
    errors = []
    if not any(mail.get(name) for name in ("html", "text", "template")):
        errors.append("neither html nor text nor template")
    addresses = [mail["from"]] + [a for name in ("to", "cc", "bcc", "reply_to")
                                  for a in listed(mail.get(name, []))]
    for address in addresses:
        name, bare = email.utils.parseaddr(address)
        if not re.fullmatch(r"[^@\s<>,]+@[^@\s<>,]+\.[^@\s<>,.]+", bare) \
                or "\n" in address or "\r" in address:
            errors.append(f"'{address}' is no address")
    if re.search(r"[\r\n\0]", mail["subject"]) or not mail["subject"]:
        errors.append("subject: empty, or more than one line")
    for name, value in mail.get("headers", {}).items():
        if not isinstance(value, str) or re.search(r"[\r\n\0]", value) \
                or not re.fullmatch(r"[!-9;-~]+", name):
            errors.append(f"headers: {name}")
    for tag in mail.get("tags", []):
        if not all(re.fullmatch(r"[A-Za-z0-9_-]{1,256}", tag.get(part, ""))
                   for part in ("name", "value")):
            errors.append(f"tags: {tag}")
    for attachment in mail.get("attachments", []):
        if not attachment.get("path"):
            try:
                base64.b64decode(attachment.get("content") or "!", validate=True)
            except ValueError:
                errors.append("attachments: neither a path nor base64")
    return errors
