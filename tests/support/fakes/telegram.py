"""Telegram's Bot API: a machine-readable copy of core.telegram.org/bots/api is the specification.

Beyond its types: 1 to 4,096 characters after the markup is taken out, callback_data of 1 to 64
bytes, one use for each button, and MarkdownV2 as strict as theirs (markdown_v2.py).
"""
import functools
import gzip
import json
import re

from . import markdown_v2, specification
from .exchange import Answer, Violation
from .fake import Fake, SPECS

TOKEN = "123456789:AAfake-TOKEN_fakeTOKENfakeTOKENfake"
SECRET_TOKEN = "fake-secret-token"
MAX_TEXT = 4096
MAX_CALLBACK_DATA = 64  # bytes
BUTTON_USES = {"url", "callback_data", "web_app", "login_url", "switch_inline_query",
               "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
               "callback_game", "pay"}
PLAIN = {"Integer": "integer", "Float": "number", "String": "string", "Boolean": "boolean",
         "True": "boolean", "Int": "integer"}
DESCRIPTIONS = {401: "Unauthorized", 404: "Not Found", 409: "Conflict: terminated by other "
                "getUpdates request", 429: "Too Many Requests: retry after {}",
                500: "Internal Server Error", 502: "Bad Gateway", 400: "Bad Request: failed",
                403: "Forbidden: bot was blocked by the user"}
# What `refuses` of a chat may say: (status, description).
REFUSALS = {"chat not found": (400, "Bad Request: chat not found"),
            "blocked": (403, "Forbidden: bot was blocked by the user"),
            "kicked": (403, "Forbidden: bot was kicked from the supergroup chat"),
            "deactivated": (403, "Forbidden: user is deactivated"),
            "no rights": (400, "Bad Request: not enough rights to send text messages to the chat"),
            "topic closed": (400, "Bad Request: TOPIC_CLOSED"),
            "cannot initiate": (403, "Forbidden: bot can't initiate conversation with a user")}


@functools.lru_cache(maxsize=None)
def load(path):
    """The types and methods as JSON Schema: definitions of both, named as they are."""
    api = json.loads(gzip.open(path).read())
    definitions = {}
    for name, kind in api["types"].items():
        if kind.get("fields"):
            definitions[name] = object_schema(kind["fields"])
        elif kind.get("subtypes"):
            definitions[name] = {"anyOf": [type_schema(t) for t in kind["subtypes"]]}
        else:
            definitions[name] = {}  # RichText, an uploaded file: not for what is sent here
    methods = {name.lower(): name for name in api["methods"]}
    for name, method in api["methods"].items():
        definitions["method " + name] = object_schema(method.get("fields", []))
    spec = specification.Specification({"openapi": "3.1", "definitions": definitions})
    return spec, methods, {name: m["returns"] for name, m in api["methods"].items()}


def object_schema(fields):
    return {"type": "object", "additionalProperties": False,
            "properties": {f["name"]: any_of(f["types"]) for f in fields},
            "required": [f["name"] for f in fields if f["required"]]}


def any_of(types):
    return type_schema(types[0]) if len(types) == 1 else {"anyOf": [type_schema(t) for t in types]}


def type_schema(name):
    if name.startswith("Array of "):
        return {"type": "array", "items": type_schema(name[9:])}
    return {"type": PLAIN[name]} if name in PLAIN else {"$ref": f"#/definitions/{name}"}


class Telegram(Fake):
    name = "telegram"
    specification = "telegram_bot_api.json.gz"
    sends = r"(GET|POST) /bot[^/]+/sendMessage$"

    def __init__(self, **more):
        self.spec, self.methods, self.returns = load(SPECS / self.specification)
        self.updates, self.next_id = [], 1000
        super().__init__(**more)

    def settings(self):
        return {"bot_token": TOKEN, "chat": "987654321"}

    def understand(self, request):
        path = re.fullmatch(r"/bot([^/]+)/(\w+)", request.path)
        if not path or path[2].lower() not in self.methods:
            raise Violation(self.error(404), "no such method")
        if path[1] != TOKEN:
            return lambda: self.error(401)
        method = self.methods[path[2].lower()]
        fields = self.fields_of(request, method)
        errors = self.spec.errors({"$ref": f"#/definitions/method {method}"}, fields)
        if errors:
            raise Violation(self.bad(errors[0]), *errors)
        serve = getattr(self, method, None)
        if serve is None:
            raise NotImplementedError(method)
        perform = serve(fields, request)
        return lambda: self.checked(method, perform())

    def checked(self, method, answer):
        if answer.status != 200:
            return answer
        return self.answered(answer, self.spec.errors(any_of(self.returns[method]),
                                                      answer.body["result"]))

    def fields_of(self, request, method):
        if request.media_type == "application/json":
            try:
                return request.json()
            except ValueError as error:
                raise Violation(self.bad("Can't parse JSON object"), f"{error}") from error
        if request.body and request.media_type != "application/x-www-form-urlencoded":
            raise Violation(self.bad("body"), f"a body of type '{request.media_type}'")
        schema = self.spec.document["definitions"]["method " + method]["properties"]
        pairs = dict(request.query)
        pairs |= {name: values[0] for name, values in request.form().items()} \
            if request.body else {}
        return {name: decoded(schema.get(name, {}), text) for name, text in pairs.items()}

    def sendMessage(self, fields, request):
        text, entities = self.text_of(fields)
        errors = button_errors(fields.get("reply_markup") or {})
        if errors:
            raise Violation(self.bad("BUTTON_DATA_INVALID"), *errors)

        def perform():
            chat = fields["chat_id"]
            for known in (chat, str(chat)):
                if known in self.refuses:
                    return self.refusal(self.refuses[known])
            self.next_id += 1
            self.accept(str(chat), text, request, id=self.next_id, body=fields,
                        entities=[[e.kind, e.start, e.length, e.value] for e in entities])
            return self.result({
                "message_id": self.next_id, "date": int(self.clock().timestamp()),
                "chat": self.chat(chat), "text": text, "from": self.me()})
        return perform

    def text_of(self, fields):
        mode = fields.get("parse_mode")
        if mode not in (None, "MarkdownV2"):
            raise NotImplementedError(f"parse_mode {mode}")
        try:
            text, entities = markdown_v2.parse(fields["text"]) if mode else (fields["text"], [])
        except markdown_v2.ParseError as error:
            raise Violation(self.failure(400, str(error)), str(error)) from error
        if not text.strip():
            raise Violation(self.bad("message text is empty"), "an empty text")
        if markdown_v2.utf16_length(text.strip()) > MAX_TEXT:
            raise Violation(self.bad("message is too long"), f"{len(text)} characters")
        return text, entities

    def getMe(self, _fields, _request):
        return lambda: self.result(self.me())

    def getUpdates(self, fields, _request):
        def perform():
            offset = fields.get("offset", 0)
            self.updates = [u for u in self.updates if u["update_id"] >= offset]
            return self.result(self.updates[:fields.get("limit", 100)])
        return perform

    def answerCallbackQuery(self, fields, request):
        def perform():
            self.accept(fields["callback_query_id"], fields.get("text", ""), request, body=fields)
            return self.result(True)
        return perform

    def callback(self, chat, text=None, data=None, message_id=None):
        """What a person does: writes to the bot, or presses a button of message `message_id`. The
        bot finds it by getUpdates."""
        person = {"id": int(chat), "is_bot": False, "first_name": "Ann"}
        self.next_id += 1
        message = {"message_id": message_id or self.next_id, "chat": self.chat(int(chat)),
                   "date": int(self.clock().timestamp())}
        if data is None:
            event = {"message": message | {"from": person, "text": text}}
        else:
            event = {"callback_query": {"id": str(self.next_id), "from": person, "data": data,
                                        "chat_instance": "1", "message": message}}
        update = {"update_id": 500_000 + self.next_id} | event
        errors = self.spec.errors({"$ref": "#/definitions/Update"}, update)
        self.faults.extend(errors)
        self.updates.append(update)
        return 200, "queued"

    def press_request(self, message, action, user, _at):
        """(headers, body) of the update that a webhook gets when somebody presses a button of an
        accepted message; getUpdates does not have it."""
        button, = [b for row in message["body"]["reply_markup"]["inline_keyboard"] for b in row
                   if b.get("callback_data", "").partition(":")[0] == action]
        self.callback(int(user), data=button["callback_data"], message_id=message["id"])
        return {"Content-Type": "application/json",
                "X-Telegram-Bot-Api-Secret-Token": SECRET_TOKEN}, \
            json.dumps(self.updates.pop()).encode()

    def me(self):
        return {"id": 123456789, "is_bot": True, "first_name": "Bell", "username": "bell_bot"}

    def chat(self, chat):
        if isinstance(chat, str) and not re.fullmatch(r"-?\d+", chat):
            return {"id": -1001234567890, "type": "channel", "title": "Desk",
                    "username": chat.lstrip("@")}
        number = int(chat)
        return {"id": number, "type": "private" if number > 0 else "supergroup"} | (
            {"first_name": "Ann"} if number > 0 else {"title": "Desk"})

    def refusal(self, why):
        moved = re.fullmatch(r"migrated:(-?\d+)", why)
        if moved:
            return self.failure(400, "Bad Request: group chat was upgraded to a supergroup chat",
                                {"migrate_to_chat_id": int(moved[1])})
        return self.failure(*REFUSALS[why])

    def result(self, value):
        return Answer(200, {"ok": True, "result": value})

    def bad(self, what):
        return self.failure(400, f"Bad Request: {what}")

    def failure(self, status, description, parameters=None):
        body = {"ok": False, "error_code": status, "description": description}
        if parameters:
            body["parameters"] = parameters
            errors = self.spec.errors({"$ref": "#/definitions/ResponseParameters"}, parameters)
            return self.answered(Answer(status, body), errors)
        return Answer(status, body)

    def error(self, status, code=None, retry_after=None):
        if code in REFUSALS:
            return self.failure(*REFUSALS[code])
        if status == 429:
            wait = 5 if retry_after is None else int(retry_after)
            return self.failure(429, DESCRIPTIONS[429].format(wait), {"retry_after": wait})
        answer = self.failure(status, code or DESCRIPTIONS.get(status, "Failed"))
        if retry_after is not None:
            answer.headers["Retry-After"] = retry_after
        return answer


def decoded(schema, text):
    """A form's text as the type that the method wants; what is no scalar is written as JSON."""
    kinds = {part.get("type") for part in schema.get("anyOf", [schema])}
    if "string" in kinds and not ("integer" in kinds and re.fullmatch(r"-?\d+", text)):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def button_errors(markup):
    errors = []
    for button in (b for row in markup.get("inline_keyboard", []) for b in row):
        uses = BUTTON_USES & set(button)
        if len(uses) != 1:
            errors.append(f"button: {len(uses)} uses, not one")
        if not button["text"].strip():
            errors.append("button: no text")
        if "callback_data" in button \
                and not 1 <= len(button["callback_data"].encode()) <= MAX_CALLBACK_DATA:
            errors.append("button: callback_data of 1 to 64 bytes")
        if "url" in button and not re.match(r"(https?|tg)://[^\s]+$", button["url"]):
            errors.append("button: a url that is none")
    return errors
