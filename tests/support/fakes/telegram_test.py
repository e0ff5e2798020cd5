"""The Telegram fake takes what the Bot API takes and nothing else."""
import unittest

import trial
from fakes import Telegram, markdown_v2
from fakes.telegram import TOKEN

PARSED = [
    (r"plain\. text\!", "plain. text!", []),
    ("*bold _italic bold_*", "bold italic bold", [("italic", 5, 11, ""), ("bold", 0, 16, "")]),
    ("__under__ ~gone~ ||hidden||", "under gone hidden",
     [("underline", 0, 5, ""), ("strikethrough", 6, 4, ""), ("spoiler", 11, 6, "")]),
    (r"[a\]b](https://x.example/\)?q=1.5)", "a]b",
     [("text_link", 0, 3, "https://x.example/)?q=1.5")]),
    ("`a.b!`", "a.b!", [("code", 0, 4, "")]),
    ("```c++\nint a = 1;\\`\n```", "int a = 1;`\n", [("pre", 0, 12, "c++")]),
    (">quoted\n>more\nafter", "quoted\nmore\nafter", [("blockquote", 0, 12, "")]),
    ("näh \U0001f514 日本", "näh \U0001f514 日本", []),
]
UNPARSED = [f"a {c} b" for c in ".!-+=|{}()#>]"] + ["*open", "_open", "`open", "[a](x", "```open",
                                                    "a_b", "~x", "||x"]


def button(**uses):
    return {"inline_keyboard": [[{"text": "Ack"} | uses]]}


GOOD = [
    {"text": "Disk is full."}, {"text": r"*Disk* is full\.", "parse_mode": "MarkdownV2"},
    {"text": "x", "reply_markup": button(callback_data="ack:7")},
    {"text": "x", "reply_markup": button(url="https://desk.example/7")},
    {"text": r"\." * 4096, "parse_mode": "MarkdownV2"},
    {"text": "x", "link_preview_options": {"is_disabled": True}, "disable_notification": True},
]
BAD = [
    ({}, "'text' is a required property"), ({"text": ""}, "an empty text"),
    ({"text": " \n"}, "an empty text"), ({"text": "x" * 4097}, "4097 characters"),
    ({"text": 7}, "text"), ({"text": "x", "colour": 7}, "colour"),
    ({"text": "Disk is full.", "parse_mode": "MarkdownV2"}, "'.' is reserved"),
    ({"text": "x", "disable_notification": "yes"}, "disable_notification"),
    ({"text": "x", "reply_markup": button(callback_data="x" * 65)}, "1 to 64 bytes"),
    ({"text": "x", "reply_markup": button(callback_data="ä" * 33)}, "1 to 64 bytes"),
    ({"text": "x", "reply_markup": button()}, "0 uses"),
    ({"text": "x", "reply_markup": button(url="desk")}, "a url that is none"),
    ({"text": "x", "reply_markup": {"inline_keyboard": [{"text": "x"}]}}, "reply_markup"),
]


class MarkdownTrial(unittest.TestCase):
    def test_what_parses(self):
        for source, text, entities in PARSED:
            with self.subTest(source=source):
                parsed, found = markdown_v2.parse(source)
                self.assertEqual(parsed, text)
                self.assertEqual([(e.kind, e.start, e.length, e.value) for e in found], entities)

    def test_what_does_not(self):
        for source in UNPARSED:
            with self.subTest(source=source), self.assertRaises(markdown_v2.ParseError):
                markdown_v2.parse(source)


class TelegramTrial(trial.Trial):
    kind = Telegram

    def call(self, method, body, token=TOKEN):
        return trial.send(self.fake, "POST", f"/bot{token}/{method}", body)

    def say(self, **body):
        return self.call("sendMessage", {"chat_id": 987654321} | body)

    def test_good_messages(self):
        for body in GOOD:
            with self.subTest(body=str(body)[:60]):
                self.taken(self.say(**body))
        self.taken(self.call("sendmessage", (("chat_id", "@desk"), ("text", "12"))))

    def test_bad_messages(self):
        for body, part in BAD:
            with self.subTest(body=str(body)[:60]):
                reply = self.say(**body)
                self.assertEqual((reply.status, reply.json()["ok"]), (400, False))
                self.turned_down(reply, part)
        self.turned_down(self.call("sendMessage", {"text": "x"}), "chat_id")
        self.turned_down(self.call("sendShout", {}), "no such method")

    def test_another_bots_token(self):
        self.assertEqual(self.call("getMe", {}, "1:AA").status, 401)
        self.assertEqual(self.call("getMe", {}).json()["result"]["is_bot"], True)
        self.fake.check()

    def test_what_it_knows(self):
        self.fake.refuses = {987654321: "blocked", -100: "migrated:-1001234567890"}
        self.assertEqual(self.say(text="x").status, 403)
        reply = self.call("sendMessage", {"chat_id": -100, "text": "x"})
        self.assertEqual(reply.json()["parameters"], {"migrate_to_chat_id": -1001234567890})
        self.fake.check()

    def test_updates_are_given_until_confirmed(self):
        self.fake.callback(987654321, text="/start")
        self.fake.callback(987654321, data="ack:7", message_id=12)
        first, second = self.call("getUpdates", {}).json()["result"]
        self.assertEqual(first["message"]["text"], "/start")
        self.assertEqual(second["callback_query"]["data"], "ack:7")
        rest = self.call("getUpdates", {"offset": second["update_id"] + 1}).json()["result"]
        self.assertEqual(rest, [])
        self.call("answerCallbackQuery", {"callback_query_id": second["callback_query"]["id"]})
        self.fake.check()


if __name__ == "__main__":
    unittest.main()
