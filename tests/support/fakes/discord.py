"""Discord: executing a webhook, and a bot's messages and reactions.

Beyond the specification: a User-Agent of the form that they ask for, 2,000 characters of content
for bots too, 6,000 characters over all embeds of a message, no empty field, an empty message, names
that Discord reserves, which components a plain webhook may carry (discord.com/developers/docs:
User Agent, Message, Embed Limits, Execute Webhook, Components). Each accepted message says whom it
would ping.
"""
import json
import re

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from . import specification
from .exchange import Answer, Violation
from .fake import Fake, SPECS

BOT_TOKEN = "MTk4.fake.token"
KEY = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC_KEY = KEY.public_key().public_bytes(serialization.Encoding.Raw,
                                           serialization.PublicFormat.Raw).hex()
MAX_EMBED_TEXT = 6000
MAX_CONTENT = 2000
# code: (status, message); discord.com/developers/docs/topics/opcodes-and-status-codes
ERRORS = {
    10003: (404, "Unknown Channel"), 10008: (404, "Unknown Message"),
    10015: (404, "Unknown Webhook"), 20028: (429, "The write action you are performing on the "
                                                  "channel has hit the write rate limit."),
    50001: (403, "Missing Access"), 50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"), 50006: (400, "Cannot send an empty message"),
    50027: (401, "Invalid Webhook Token"), 50035: (400, "Invalid Form Body"),
}
STATUSES = {401: "401: Unauthorized", 403: "Missing Access", 404: "404: Not Found",
            405: "405: Method Not Allowed", 429: "You are being rate limited.",
            500: "500: Internal Server Error", 502: "502: Bad Gateway",
            503: "503: Service Unavailable", 504: "504: Gateway Timeout"}
LINK_BUTTON = 5
NEVER_NAMED = ("discord", "clyde", "```")


class Discord(Fake):
    name = "discord"
    base_path = "/api/v10"
    specification = "discord_openapi.json.gz"
    sends = r"POST .*/(webhooks/[^/]+/[^/]+|messages)$"

    def __init__(self, **more):
        self.spec = specification.load(SPECS / self.specification)
        self.webhook = ("1082345678901234567", "aB3-fake_webhook-token")
        self.channel = "1082345678901230000"
        self.by_nonce = {}
        super().__init__(**more)
        self.next_id = 1182345678901234567

    def settings(self):
        return {"webhook_url": self.url + "/webhooks/" + "/".join(self.webhook),
                "bot_token": BOT_TOKEN, "channel": self.channel}

    def understand(self, request):
        path = re.sub(r"^/api(/v10)?", "", request.path)
        found = self.spec.operation(request.method, path)
        if not found or not request.path.startswith("/api/"):
            raise Violation(self.error(404), "no such operation")
        operation, parameters = found
        errors = self.spec.errors_of_parameters(operation, "path", parameters) \
            + self.spec.errors_of_parameters(operation, "query", dict(request.query))
        if errors:
            raise Violation(self.error(400, 50035), *errors)
        if not re.match(r"DiscordBot \(\S+, \S+\)", request.header("User-Agent")):
            raise Violation(self.error(403), "User-Agent: not 'DiscordBot (URL, VERSION)'")
        if {} not in operation.get("security", [{}]) \
                and request.header("Authorization") != f"Bot {BOT_TOKEN}":
            raise Violation(self.error(401), "Authorization is not that bot's")
        serve = getattr(self, operation["operationId"], None)
        if serve is None:
            raise NotImplementedError(operation["operationId"])
        answer = serve(request, operation, parameters)
        return lambda: self.answered_for(operation, answer())

    def answered_for(self, operation, answer):
        errors = self.spec.errors_of_answer(operation, answer.status, answer.body) \
            if answer.body else []
        answer.headers |= self.limits()
        return self.answered(answer, errors)

    def body_of(self, request, operation):
        schema = self.spec.request_schema(operation, request.media_type)
        if schema is None:
            raise Violation(self.error(400, 50035), f"a body of type '{request.media_type}'")
        try:
            body = request.json()
        except ValueError as error:
            raise Violation(self.error(400, 50035), f"no JSON: {error}") from error
        errors = self.spec.errors_of_request(schema, body) or message_errors(body)
        if errors:
            raise Violation(self.error(400, 50035), *errors)
        return body

    def execute_webhook(self, request, operation, parameters):
        body = self.body_of(request, operation)
        query = dict(request.query)
        errors = webhook_errors(body, query)
        if errors:
            raise Violation(self.error(400, 50035), *errors)

        def perform():
            where = parameters["webhook_id"]
            if where in self.refuses:
                return self.refusal(where)
            if (where, parameters["webhook_token"]) != self.webhook:
                return self.error(404, 10015)
            message = self.message(request, body, self.channel, where)
            return Answer(200, message) if query.get("wait") == "true" else Answer(204)
        return perform

    def create_message(self, request, operation, parameters):
        body = self.body_of(request, operation)

        def perform():
            where = parameters["channel_id"]
            if where in self.refuses:
                return self.refusal(where)
            nonce = body.get("nonce")
            if nonce is not None and body.get("enforce_nonce") and nonce in self.by_nonce:
                self.repeated += 1
                return Answer(200, self.by_nonce[nonce])
            message = self.message(request, body, where, "1082000000000000001")
            if nonce is not None:
                self.by_nonce[nonce] = message
            return Answer(200, message)
        return perform

    def add_my_message_reaction(self, _request, _operation, parameters):
        def perform():
            return self.refusal(parameters["channel_id"]) \
                if parameters["channel_id"] in self.refuses else Answer(204)
        return perform

    def get_webhook_by_token(self, _request, _operation, parameters):
        def perform():
            if (parameters["webhook_id"], parameters["webhook_token"]) != self.webhook:
                return self.error(404, 10015)
            return Answer(200, {
                "id": self.webhook[0], "type": 1, "name": "Bell", "avatar": None,
                "channel_id": self.channel, "guild_id": "1082000000000000002",
                "application_id": None, "token": self.webhook[1],
                "url": self.settings()["webhook_url"]})
        return perform

    def get_my_user(self, _request, _operation, _parameters):
        user = self.user("1082000000000000001") | {
            "mfa_enabled": False, "locale": "en-US", "verified": True, "bot": True}
        return lambda: Answer(200, user)

    def press_request(self, message, action, user, at):
        """(headers, body) of the interaction when somebody presses a button of an accepted message:
        discord.com/developers/docs, "Receiving and Responding"."""
        button, = [b for b in buttons_of(message["body"])
                   if b["custom_id"].partition(":")[0] == action]
        self.next_id += 1
        return self.interaction({
            "type": 3, "id": str(self.next_id), "application_id": "1082000000000000001",
            "token": "fake", "version": 1, "channel_id": message["to"],
            "member": {"user": self.user(user), "roles": [], "permissions": "0"},
            "data": {"component_type": 2, "custom_id": button["custom_id"]}}, at)

    def interaction(self, content, at):
        """(headers, body), signed as Discord signs what it posts."""
        body = json.dumps(content)
        return {"Content-Type": "application/json", "X-Signature-Timestamp": str(at),
                "X-Signature-Ed25519": KEY.sign(f"{at}{body}".encode()).hex()}, body.encode()

    def user(self, number):
        return {"id": number, "username": "bell", "avatar": None, "discriminator": "0000",
                "public_flags": 0, "flags": 0, "global_name": None, "primary_guild": None}

    def message(self, request, body, channel, author):
        self.next_id += 1
        text = "\n".join(map(readable, texts_of(body)))
        self.accept(channel, text, request, id=str(self.next_id), body=body,
                    pings=pings_of(body), key=body.get("nonce"))
        return {"id": str(self.next_id), "channel_id": channel, "type": 0, "tts": False,
                "content": body.get("content") or "", "author": self.user(author),
                "mentions": [], "mention_roles": [], "mention_everyone": False,
                "attachments": [], "embeds": [], "components": [], "pinned": False, "flags": 0,
                "timestamp": self.clock().isoformat(), "edited_timestamp": None}

    def refusal(self, where):
        code = self.refuses[where]
        return self.error(ERRORS[code][0], code)

    def limits(self, remaining=4, after=2.0):
        return {"X-RateLimit-Limit": 5, "X-RateLimit-Remaining": remaining,
                "X-RateLimit-Reset-After": after, "X-RateLimit-Bucket": "d41d8cd98f00b204",
                "X-RateLimit-Reset": round(self.clock().timestamp() + after, 3)}

    def error(self, status, code=None, retry_after=None):
        message = ERRORS[code][1] if code in ERRORS else STATUSES.get(status, "Failed")
        body = {"message": message, "code": code or 0}
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        if status == 429:
            wait = 1.337 if retry_after is None else retry_after
            body |= {"retry_after": wait, "global": False}
            headers = self.limits(0, wait) | {"Retry-After": int(-(-wait // 1)),
                                              "X-RateLimit-Scope": "shared"}
        if status >= 500:
            return Answer(status, body, headers)
        schema = "RatelimitedResponse" if status == 429 else "ErrorResponse"
        return self.answered(Answer(status, body, headers), self.spec.errors(
            {"$ref": f"#/components/schemas/{schema}"}, body))


def texts_of(body):
    """Every text that a reader of the message sees."""
    out = [body.get("content") or ""]
    for embed in body.get("embeds") or []:
        out += embed_texts(embed)
    return [text for text in out if text]


def readable(text):
    """Without the backslashes that keep marks from being marks."""
    return re.sub(r"\\([!-/:-@[-`{-~])", r"\1", text)


def embed_texts(embed):
    out = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text"),
           (embed.get("author") or {}).get("name")]
    for field in embed.get("fields") or []:
        out += [field["name"], field["value"]]
    return [text for text in out if text]


def message_errors(body):
    errors = []
    if not any(body.get(name) for name in ("content", "embeds", "components", "poll",
                                           "sticker_ids", "attachments")):
        errors.append("an empty message (50006)")
    if len(body.get("content") or "") > MAX_CONTENT:
        errors.append(f"content: more than {MAX_CONTENT} characters")
    total = sum(len(text) for embed in body.get("embeds") or [] for text in embed_texts(embed))
    if total > MAX_EMBED_TEXT:
        errors.append(f"embeds: {total} characters, {MAX_EMBED_TEXT} allowed over all")
    for embed in body.get("embeds") or []:
        if not embed_texts(embed) and not embed.get("image") and not embed.get("thumbnail"):
            errors.append("embeds: an empty embed")
        for field in embed.get("fields") or []:
            if not field["name"].strip() or not field["value"].strip():
                errors.append("embeds: a field without name or value")
    return errors + [error for button in buttons_of(body) for error in button_errors(button)]


def buttons_of(body):
    return [part for row in body.get("components") or [] for part in row.get("components") or []
            if part.get("type") == 2]


def button_errors(button):
    if button["style"] == LINK_BUTTON:
        fine = button.get("url") and not button.get("custom_id")
    else:
        fine = button.get("custom_id") and not button.get("url")
    if not fine:
        return ["components: a link button has a url, every other one a custom_id"]
    return [] if button.get("label") or button.get("emoji") else ["components: a bare button"]


def webhook_errors(body, query):
    errors = []
    name = (body.get("username") or "").lower()
    if any(word in name for word in NEVER_NAMED):
        errors.append(f"username: '{body['username']}' is not allowed")
    if body.get("components") and query.get("with_components") != "true":
        errors.append("components: dropped without with_components=true")
    if any(button.get("custom_id") for button in buttons_of(body)):
        errors.append("components: a webhook of no application takes no interactive ones")
    return errors


def pings_of(body):
    """Whom the content would alert, after allowed_mentions (embeds never ping)."""
    content = body.get("content") or ""
    allowed = body.get("allowed_mentions")
    parse = {"everyone", "roles", "users"} if allowed is None else set(allowed.get("parse") or [])
    allowed = allowed or {}
    out = re.findall(r"@(?:everyone|here)", content) if "everyone" in parse else []
    out += [role for role in re.findall(r"<@&(\d+)>", content)
            if "roles" in parse or role in (allowed.get("roles") or [])]
    return out + [user for user in re.findall(r"<@!?(\d+)>", content)
                  if "users" in parse or user in (allowed.get("users") or [])]
