"""Slack: incoming webhooks and the Web API.

The published specification (2021) types neither webhooks nor blocks: those are held against the
documentation (docs.slack.dev: Incoming webhooks, chat.postMessage, Rate limits, Formatting) in
slack_blocks.py, and by the scenario tests against the types of npm @slack/types.
"""
import hashlib
import hmac
import json
import re
import urllib.parse

from . import slack_blocks, specification
from .exchange import Answer, Violation
from .fake import Fake, SPECS

BOT_TOKEN = "xoxb-12345-67890-fake"
SIGNING_SECRET = "fake-signing-secret"
MAX_TEXT = 40_000
WEBHOOK_FIELDS = {"text", "blocks", "attachments", "thread_ts", "mrkdwn", "unfurl_links",
                  "unfurl_media", "response_type", "replace_original", "metadata"}
# Fields and errors of chat.postMessage that came after the specification.
LATER_FIELDS = {"metadata", "markdown_text"}
LATER_ERRORS = {"ratelimited", "invalid_blocks", "msg_blocks_too_long", "token_revoked",
                "token_expired", "missing_scope", "restricted_action", "internal_error",
                "fatal_error", "service_unavailable", "request_timeout", "user_not_found",
                "no_permission", "method_not_supported_for_channel_type", "user_disabled"}
# What an incoming webhook says in plain text; docs.slack.dev, "Handling errors".
WEBHOOK_STATUS = {"invalid_payload": 400, "user_not_found": 400, "no_text": 400,
                  "too_many_attachments": 400, "invalid_blocks": 400, "msg_too_long": 400,
                  "msg_blocks_too_long": 400,
                  "action_prohibited": 403, "invalid_token": 403, "team_disabled": 403,
                  "posting_to_general_channel_denied": 403, "channel_not_found": 404,
                  "no_service": 404, "no_team": 404, "no_active_hooks": 404,
                  "channel_is_archived": 410, "rollup_error": 500, "rate_limited": 429}
# And the Web API, which seldom says anything but 200, by status.
API_WORD = {400: "invalid_form_data", 401: "invalid_auth", 403: "account_inactive",
            404: "channel_not_found", 410: "is_archived", 429: "ratelimited",
            500: "internal_error", 502: "service_unavailable", 503: "service_unavailable"}


class Slack(Fake):
    name = "slack"
    base_path = "/api"
    specification = "slack_web_openapi_v2.json.gz"
    sends = r"POST (/services/|/api/chat\.postMessage$)"

    def __init__(self, **more):
        self.spec = specification.load(SPECS / self.specification)
        self.webhook_path = "/services/T0FAKE000/B0FAKE000/fakeFAKEfakeFAKEfakeFAKE"
        self.is_webhook = False  # which error to speak for a scripted failure
        super().__init__(**more)
        self.next_ts = 0

    def settings(self):
        return {"webhook_url": self.origin + self.webhook_path, "bot_token": BOT_TOKEN,
                "channel": "C0FAKE0001"}

    def understand(self, request):
        self.is_webhook = request.path.startswith("/services/")
        if self.is_webhook:
            return self.webhook(request)
        method = re.fullmatch(r"/api(/[\w.]+)", request.path)
        item = method and self.spec.document["paths"].get(method[1])
        if not item:
            raise Violation(self.error(200, "unknown_method"), "no such method")
        # Every method may be posted, whatever the specification lists.
        operation = item.get("post") or item["get"]
        fields = self.fields_of(request, operation)
        if not re.fullmatch(r"Bearer \S+", request.header("Authorization")):
            raise Violation(self.api_error("not_authed"), "no bearer token in Authorization")
        serve = getattr(self, operation["operationId"], None)
        if serve is None:
            raise NotImplementedError(request.path)
        good_token = request.header("Authorization") == f"Bearer {BOT_TOKEN}"
        perform = serve(request, fields)
        return lambda: self.checked(operation, perform() if good_token
                                    else self.api_error("invalid_auth"))

    def checked(self, operation, answer):
        body = answer.body
        if body.get("error") in LATER_ERRORS:
            body = body | {"error": "not_authed"}
        status = 200 if body["ok"] else "default"
        schema = operation["responses"][str(status)]["schema"]
        return self.answered(answer, self.spec.errors(schema, body, formats=None))

    def fields_of(self, request, operation):
        """The arguments, decoded as their parameters say; blocks as a list."""
        known = {p["name"]: p for p in operation["parameters"] if p["in"] != "header"}
        for name in LATER_FIELDS:
            known.setdefault(name, {"type": "string"})
        try:
            if request.media_type == "application/json":
                fields = request.json()
            elif request.media_type == "application/x-www-form-urlencoded":
                fields = {name: values[0] for name, values in request.form().items()}
            elif not request.body:
                fields = dict(request.query)
            else:
                raise Violation(self.api_error("invalid_post_type"), "a body of type "
                                f"'{request.media_type}'")
            for name in ("blocks", "attachments", "metadata"):
                if isinstance(fields.get(name), str):
                    fields[name] = json.loads(fields[name])
        except (ValueError, AttributeError) as error:
            raise Violation(self.api_error("invalid_form_data"), str(error)) from error
        errors = [f"{name}: no such argument" for name in fields if name not in known]
        errors += [f"{name} is missing" for name, p in known.items()
                   if p.get("required") and name not in fields]
        for name, value in fields.items():
            if name in known and name not in ("blocks", "attachments", "metadata"):
                wanted = {"boolean": (bool,), "integer": (int,), "number": (int, float)}.get(
                    known[name].get("type"), (str,))
                if not isinstance(value, wanted) and value not in ("true", "false"):
                    errors.append(f"{name}: is no {known[name]['type']}")
        if errors:
            raise Violation(self.api_error("invalid_arg_name"), *errors)
        return fields

    def chat_postMessage(self, request, fields):
        error, what = message_fault(fields)
        if error:
            raise Violation(self.api_error(error), *what)

        def perform():
            if fields["channel"] in self.refuses:
                return self.api_error(self.refuses[fields["channel"]])
            stamp = self.remember(request, fields, fields["channel"])
            channel = fields["channel"]
            if not re.fullmatch(r"[CGD][A-Z0-9]{8,}", channel):
                channel = "C0FAKE0001"  # a name or a person becomes the conversation's ID
            return Answer(200, {"ok": True, "channel": channel, "ts": stamp, "message": {
                "type": "message", "subtype": "bot_message", "text": fields.get("text", ""),
                "ts": stamp}})
        return perform

    def auth_test(self, _request, _fields):
        return lambda: Answer(200, {
            "ok": True, "url": "https://desk.slack.com/", "team": "Desk", "user": "bell",
            "team_id": "T0FAKE000", "user_id": "U0FAKE000"})

    def webhook(self, request):
        if request.method != "POST":
            raise Violation(self.webhook_error("invalid_payload"), "not posted")
        try:
            if request.media_type == "application/json":
                body = request.json()
            else:
                body = json.loads(request.form()["payload"][0])
            if not isinstance(body, dict):
                raise ValueError("no object")
        except (ValueError, KeyError) as error:
            raise Violation(self.webhook_error("invalid_payload"), f"{error}") from error
        error, what = message_fault(body)
        strangers = [f"{name}: no such field" for name in body if name not in WEBHOOK_FIELDS]
        if error or strangers:
            raise Violation(self.webhook_error(error or "invalid_payload"), *what, *strangers)

        def perform():
            if request.path in self.refuses:
                return self.webhook_error(self.refuses[request.path])
            if request.path != self.webhook_path:
                return self.webhook_error("no_service")
            self.remember(request, body, request.path)
            return Answer(200, "ok")
        return perform

    def remember(self, request, body, where):
        self.next_ts += 1
        stamp = f"{int(self.clock().timestamp()):010d}.{self.next_ts:06d}"
        texts = [slack_blocks.readable(body.get("text") or "")] \
            + slack_blocks.texts_of(body.get("blocks") or [])
        self.accept(where, "\n".join(filter(None, texts)), request, id=stamp, body=body,
                    pings=slack_blocks.pings_of(body))
        return stamp

    def error(self, status, code=None, retry_after=None):
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        if self.is_webhook:
            names = [name for name, s in WEBHOOK_STATUS.items() if s == status]
            return Answer(status, code or (names[0] if names else "error"), headers)
        word = code or API_WORD.get(status, "fatal_error")
        return Answer(status, {"ok": False, "error": word}, headers)

    def press_request(self, message, action, user, at):
        """(headers, body) of what follows when somebody presses a button of an accepted message:
        docs.slack.dev, "block_actions payload" and "Verifying requests from Slack"."""
        button, = [element for block in message["body"]["blocks"] if block["type"] == "actions"
                   for element in block["elements"] if element["action_id"] == action]
        payload = {"type": "block_actions", "user": {"id": user, "username": "ann"},
                   "api_app_id": "A0FAKE0001", "channel": {"id": message["to"]},
                   "actions": [button | {"block_id": "b1", "action_ts": f"{at}.000001"}]}
        body = "payload=" + urllib.parse.quote(json.dumps(payload))
        digest = hmac.new(SIGNING_SECRET.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256)
        return {"Content-Type": "application/x-www-form-urlencoded",
                "X-Slack-Request-Timestamp": str(at),
                "X-Slack-Signature": "v0=" + digest.hexdigest()}, body.encode()

    def api_error(self, code):
        return Answer(200, {"ok": False, "error": code})

    def webhook_error(self, code):
        return Answer(WEBHOOK_STATUS[code], code)


def message_fault(body):
    """(Slack's error, what is wrong) of a message; (None, ()) where nothing is."""
    text, blocks = body.get("text"), body.get("blocks")
    if not text and not blocks and not body.get("attachments") and not body.get("markdown_text"):
        return "no_text", ["neither text nor blocks"]
    if text is not None and not isinstance(text, str):
        return "invalid_payload", ["text: no text"]
    if len(text or "") > MAX_TEXT:
        return "msg_too_long", [f"text: {len(text)} characters"]
    if len(body.get("attachments") or []) > 100:
        return "too_many_attachments", ["more than 100"]
    errors = slack_blocks.mrkdwn_errors(text or "", "text") if body.get("mrkdwn", True) else []
    if blocks and not text:
        errors.append("text: missing; it is what a notification shows beside blocks")
    errors += slack_blocks.errors_of(blocks) if blocks is not None else []
    if errors:
        return "invalid_blocks", errors
    if slack_blocks.size_of(blocks or []) > slack_blocks.MAX_ALL_TEXT:
        return "msg_blocks_too_long", [f"{slack_blocks.size_of(blocks)} characters of text"]
    return None, ()
