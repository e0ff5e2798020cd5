"""Block Kit as documented (docs.slack.dev/reference/block-kit): which fields, how long, how many;
and mrkdwn, in which `&`, `<` and `>` are written as entities and `<…>` is a link or a mention."""
import re

MAX_BLOCKS = 50
# Not documented; longer ones were answered with msg_blocks_too_long.
MAX_ALL_TEXT = 13_200
ANY_TEXT = {"plain_text", "mrkdwn"}

# A text's longest length and kinds, a list's longest length, or a plain value's check.
BLOCKS = {
    "header": {"text!": (150, {"plain_text"})},
    "divider": {},
    "section": {"text": (3000, ANY_TEXT), "fields": 10, "accessory": "element",
                "expand": bool},
    "context": {"elements!": 10},
    "actions": {"elements!": 25},
    "image": {"image_url!": 3000, "alt_text!": 2000, "title": (2000, {"plain_text"})},
    "markdown": {"text!": 12_000},
}
ELEMENTS = {
    "button": {"text!": (75, {"plain_text"}), "action_id": 255, "url": 3000, "value": 2000,
               "style": {"primary", "danger"}, "accessibility_label": 75, "confirm": dict},
    "overflow": {"action_id": 255, "options!": 5, "confirm": dict},
    "static_select": {"action_id": 255, "placeholder": (150, {"plain_text"}), "options": 100,
                      "initial_option": dict, "confirm": dict, "focus_on_load": bool},
    "image": {"image_url!": 3000, "alt_text!": 2000},
}
WHERE = {"actions": {"button", "overflow", "static_select"}, "context": {"image", "text"},
         "accessory": {"button", "overflow", "static_select", "image"}}


def errors_of(blocks):
    if not isinstance(blocks, list):
        return ["blocks: no list"]
    errors = [] if len(blocks) <= MAX_BLOCKS else [f"blocks: {len(blocks)}, {MAX_BLOCKS} allowed"]
    for i, block in enumerate(blocks):
        errors += object_errors(block, BLOCKS, f"blocks/{i}")
    identities = [b["block_id"] for b in blocks if isinstance(b, dict) and "block_id" in b]
    identities += [e["action_id"] for b in blocks if isinstance(b, dict)
                   for e in b.get("elements", []) if isinstance(e, dict) and "action_id" in e]
    if len(set(identities)) != len(identities):
        errors.append("blocks: a block_id or action_id twice")
    return errors


def object_errors(value, kinds, at):
    """A block, or an element of one, against its row."""
    if not isinstance(value, dict) or value.get("type") not in kinds:
        return [f"{at}: not a known kind: {str(value)[:80]}"]
    kind = value["type"]
    rules = {name.rstrip("!"): rule for name, rule in kinds[kind].items()}
    errors = [f"{at}/{name.rstrip('!')} is missing" for name in kinds[kind]
              if name.endswith("!") and name.rstrip("!") not in value]
    for name, inner in value.items():
        where = f"{at}/{name}"
        if name == "type":
            continue
        if name == "block_id" and kinds is BLOCKS:
            errors += length_errors(inner, 255, where)
        elif name not in rules:
            errors.append(f"{where}: no such field of {kind}")
        else:
            errors += rule_errors(inner, rules[name], kind, name, where)
    if kind == "section" and not value.get("text") and not value.get("fields"):
        errors.append(f"{at}: neither text nor fields")
    return errors


def rule_errors(value, rule, kind, name, at):
    if isinstance(rule, tuple):
        return text_errors(value, *rule, at)
    if rule == "element":
        return element_errors(value, "accessory", at)
    if name in ("fields", "elements", "options"):
        return list_errors(value, rule, kind, name, at)
    if isinstance(rule, int):
        return length_errors(value, rule, at)
    if isinstance(rule, set):
        return [] if value in rule else [f"{at}: not one of {sorted(rule)}"]
    return [] if isinstance(value, rule) else [f"{at}: not a {rule.__name__}"]


def list_errors(value, most, kind, name, at):
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        return [f"{at}: not 1 to {most} of them"]
    if name == "fields":
        return [e for i, v in enumerate(value) for e in text_errors(v, 2000, ANY_TEXT, f"{at}/{i}")]
    if name == "options":
        return [e for i, v in enumerate(value)
                for e in text_errors(v.get("text"), 75, ANY_TEXT, f"{at}/{i}/text")
                + length_errors(v.get("value"), 150, f"{at}/{i}/value")]
    return [e for i, v in enumerate(value) for e in element_errors(v, kind, f"{at}/{i}")]


def element_errors(value, where, at):
    kind = value.get("type") if isinstance(value, dict) else None
    if where == "context" and kind in ANY_TEXT:
        return text_errors(value, 3000, ANY_TEXT, at)
    if kind not in WHERE[where]:
        return [f"{at}: {kind} does not belong there"]
    return object_errors(value, ELEMENTS, at)


def text_errors(value, most, kinds, at):
    if not isinstance(value, dict) or value.get("type") not in kinds:
        return [f"{at}: not a text of {sorted(kinds)}"]
    known = {"type", "text", "emoji"} if value["type"] == "plain_text" else {"type", "text",
                                                                              "verbatim"}
    errors = [f"{at}/{name}: no such field" for name in value if name not in known]
    errors += length_errors(value.get("text"), most, f"{at}/text")
    if value["type"] == "mrkdwn" and not errors:
        errors += mrkdwn_errors(value["text"], at)
    return errors


def length_errors(value, most, at):
    if not isinstance(value, str) or not value:
        return [f"{at}: an empty text, or none"]
    return [] if len(value) <= most else [f"{at}: {len(value)} characters, {most} allowed"]


SEQUENCE = re.compile(
    r"<(?:(?:https?://|mailto:|tel:)[^<>|\s]+(?:\|[^<>|]*)?|@[UWB][A-Z0-9]+(?:\|[^<>]*)?|"
    r"#[CG][A-Z0-9]+(?:\|[^<>]*)?|!(?:here|channel|everyone|subteam\^S[A-Z0-9]+)(?:\|[^<>]*)?|"
    r"!date\^\d+\^[^<>|]+\|[^<>|]*)>")


def mrkdwn_errors(text, at):
    rest = re.sub(r"(?m)^>+", "", SEQUENCE.sub("", text))
    if re.search("[<>]", rest):
        return [f"{at}: '<' or '>' that is neither link nor mention nor an entity"]
    if re.search("&(?!(amp|lt|gt);)", rest):
        return [f"{at}: '&' that is not written as &amp;"]
    return []


def text_objects(node):
    """Every text object below a list or object of blocks."""
    if isinstance(node, list):
        return [text for inner in node for text in text_objects(inner)]
    if not isinstance(node, dict):
        return []
    if node.get("type") in ANY_TEXT:
        return [node]
    found = [node] if node.get("type") == "markdown" else []
    return found + [text for inner in node.values() for text in text_objects(inner)]


def texts_of(blocks):
    """What a reader sees: links by their words, entities as what they stand for."""
    return [readable(t["text"]) if t["type"] == "mrkdwn" else t["text"]
            for t in text_objects(blocks)]


def readable(mrkdwn):
    shown = re.sub(r"<(?:[^<>|]*\|)?([^<>|]*)>", r"\1", mrkdwn)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def size_of(blocks):
    return sum(len(text["text"]) for text in text_objects(blocks))


def pings_of(body):
    """Whom the message would alert by a mention: in mrkdwn only, plain text never does."""
    texts = [body.get("text") or ""] + [t["text"] for t in text_objects(body.get("blocks") or [])
                                        if t["type"] == "mrkdwn"]
    return [ping for text in texts
            for ping in re.findall(r"<(![a-z]+|!subteam\^\w+|@\w+)[|>]", text)
            if not ping.startswith("!date")]
