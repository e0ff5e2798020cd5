"""Telegram's MarkdownV2 (core.telegram.org/bots/api#markdownv2-style), as strict as the Bot API: a
reserved character that starts nothing and is not escaped is an error, and so is an entity without
an end."""
import dataclasses

RESERVED = "_*[]()~`>#+-=|{}.!"
CLOSED_BY = {"bold": "*", "italic": "_", "underline": "__", "strikethrough": "~", "spoiler": "||",
             "text_link": "]", "custom_emoji": "]", "code": "`", "pre": "```"}


class ParseError(ValueError):
    pass


@dataclasses.dataclass
class Entity:
    kind: str
    start: int  # in the text without markup
    length: int = 0
    value: str = ""  # the link, or the code's language


def utf16_length(text):
    return len(text.encode("utf-16-le")) // 2


def parse(source):
    """(text, entities); ParseError says what the Bot API would."""
    return _Parser(source).run()


class _Parser:
    def __init__(self, source):
        self.source, self.at = source, 0
        self.text, self.open, self.entities = "", [], []

    def run(self):
        while self.at < len(self.source):
            self.step()
        self.end_quote()
        if self.open:
            self.fail(f"can't find end of {self.open[-1].kind} entity")
        return self.text, self.entities

    def fail(self, what):
        raise ParseError(f"Bad Request: can't parse entities: {what} at offset {self.at}")

    def looking_at(self, text):
        return self.source.startswith(text, self.at)

    def step(self):
        char = self.source[self.at]
        if char == "\\" and self.at + 1 < len(self.source) \
                and 0 < ord(self.source[self.at + 1]) < 127:
            self.text += self.source[self.at + 1]
            self.at += 2
        elif self.open and self.open[-1].kind in ("code", "pre"):
            self.in_code(char)
        elif char == "\n":
            self.plain(char)
            if not self.looking_at(">"):
                self.end_quote()
        elif char not in RESERVED:
            self.plain(char)
        elif not self.close():
            self.begin(char)

    def plain(self, char):
        self.text += char
        self.at += 1

    def in_code(self, char):
        if char != "`":
            return self.plain(char)
        if not self.close():
            self.fail("character '`' is reserved and must be escaped with the preceding '\\'")

    def close(self):
        """Ends the innermost entity where its mark stands here."""
        if not self.open or self.open[-1].kind == "blockquote":
            return False
        entity = self.open[-1]
        mark = CLOSED_BY[entity.kind]
        if not self.looking_at(mark) or (mark == "_" and self.looking_at("__")):
            return False
        self.at += len(mark)
        self.open.pop()
        entity.length = len(self.text) - entity.start
        if entity.kind in ("text_link", "custom_emoji"):
            entity.value = self.link()
        if entity.length:
            self.entities.append(entity)
        return True

    def link(self):
        if not self.looking_at("("):
            return ""
        self.at += 1
        url = ""
        while not self.looking_at(")"):
            if self.at >= len(self.source):
                self.fail("can't find end of a URL")
            if self.looking_at("\\"):
                self.at += 1
            url += self.source[self.at:self.at + 1]
            self.at += 1
        self.at += 1
        return url

    def begin(self, char):
        for mark, kind in (("```", "pre"), ("`", "code"), ("__", "underline"), ("_", "italic"),
                           ("*", "bold"), ("~", "strikethrough"), ("||", "spoiler"),
                           ("![", "custom_emoji"), ("[", "text_link")):
            if self.looking_at(mark):
                self.at += len(mark)
                self.open.append(Entity(kind, len(self.text)))
                if kind == "pre":
                    self.language()
                return
        if char == ">" and (not self.text or self.text.endswith("\n")):
            self.at += 1
            if not any(e.kind == "blockquote" for e in self.open):
                self.open.append(Entity("blockquote", len(self.text)))
            return
        self.fail(f"character '{char}' is reserved and must be escaped with the preceding '\\'")

    def language(self):
        """```python and the end of the line; a first word on the same line is text."""
        end = self.source.find("\n", self.at)
        name = self.source[self.at:end] if end >= 0 else ""
        if name and not set(name) & set("` "):
            self.open[-1].value = name
            self.at = end + 1
        elif self.looking_at("\n"):
            self.at += 1

    def end_quote(self):
        if self.open and self.open[-1].kind == "blockquote":
            quote = self.open.pop()
            quote.length = len(self.text) - quote.start
            self.entities.append(quote)
