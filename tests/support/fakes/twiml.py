"""TwiML that speaks and listens (twilio.com/docs/voice/twiml): well-formed, known verbs, their
attributes, SSML inside <Say>, and the documented lengths."""
import re
import xml.etree.ElementTree as ElementTree

MAX_INLINE = 4000  # characters of the Twiml parameter
MAX_SAY = 4096
VERBS = {
    "Say": {"voice", "loop", "language"},
    "Pause": {"length"},
    "Gather": {"action", "actionOnEmptyResult", "finishOnKey", "input", "language", "method",
               "numDigits", "timeout", "speechTimeout", "hints", "bargeIn", "profanityFilter"},
    "Redirect": {"method"}, "Hangup": set(), "Reject": {"reason"},
    "Play": {"loop", "digits"},
}
INSIDE = {"Response": set(VERBS), "Gather": {"Say", "Pause", "Play"}}
SSML = {"break": {"strength", "time"}, "emphasis": {"level"}, "lang": {"xml:lang"}, "p": set(),
        "s": set(), "phoneme": {"alphabet", "ph"}, "prosody": {"volume", "rate", "pitch"},
        "say-as": {"interpret-as", "format", "role"}, "sub": {"alias"}, "w": {"role"}}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def errors_of(text):
    if len(text) > MAX_INLINE:
        return [f"Twiml: {len(text)} characters, {MAX_INLINE} allowed"]
    if "<!" in text:
        return ["Twiml: a document type, a comment or CDATA"]
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        return [f"Twiml: {error}"]
    if root.tag != "Response":
        return [f"Twiml: <{root.tag}>, not <Response>"]
    return verb_errors(root, "Response") or ([] if len(root) else ["Twiml: nothing happens"])


def verb_errors(parent, inside):
    errors = [f"Twiml: text in <{inside}>"] if stray_text(parent) else []
    for verb in parent:
        if verb.tag not in INSIDE[inside]:
            errors.append(f"Twiml: <{verb.tag}> in <{inside}>")
            continue
        errors += [f"Twiml: {name} of <{verb.tag}>" for name in verb.attrib
                   if name not in VERBS[verb.tag]]
        if verb.tag == "Gather":
            errors += verb_errors(verb, "Gather")
        if verb.tag == "Say":
            errors += say_errors(verb)
        if verb.tag in ("Redirect", "Play") and not re.match(r"https?://", verb.text or "") \
                and "digits" not in verb.attrib:
            errors.append(f"Twiml: <{verb.tag}> without a URL")
    return errors


def stray_text(node):
    return "".join([node.text or ""] + [child.tail or "" for child in node]).strip()


def say_errors(say):
    said = "".join(say.itertext())
    errors = []
    if not said.strip():
        errors.append("Twiml: <Say> of nothing")
    if len(said) > MAX_SAY:
        errors.append(f"Twiml: <Say> of {len(said)} characters")
    for node in say.iter():
        if node is say:
            continue
        names = {"xml:lang" if name == XML_LANG else name for name in node.attrib}
        if node.tag not in SSML or names - SSML[node.tag]:
            errors.append(f"Twiml: <{node.tag} {sorted(names)}> in <Say>")
    return errors


def action_of(text):
    """Where the first <Gather> sends its keys, or None."""
    gather = ElementTree.fromstring(text).find("Gather")
    return None if gather is None else gather.get("action")


def spoken(text):
    """What a person hears, in order."""
    return "\n".join("".join(say.itertext()) for say in ElementTree.fromstring(text).iter("Say"))
