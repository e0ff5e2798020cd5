"""The man pages as the tests read them: sections, subsections, tagged items, in mdoc(7)."""
import re

from family import SOURCE

PAGES = SOURCE / "man"


def page(name):
    return (PAGES / name).read_text(encoding="utf-8")


def pages():
    return sorted(p.name for p in PAGES.iterdir())


def part(text, macro, title):
    """The lines below `.Sh TITLE` or `.Ss TITLE`, up to the next of its height."""
    ends = "Sh" if macro == "Sh" else "S[hs]"
    found = re.search(rf"^\.{macro} {re.escape(title)}\n(.*?)(?=^\.{ends} |\Z)", text,
                      re.MULTILINE | re.DOTALL)
    return found[1] if found else None


def titles(text, macro):
    return re.findall(rf"^\.{macro} (.+)$", text, re.MULTILINE)


def options(text):
    """The options that `.It Fl` lines define: {"-n", "--dry-run"}."""
    found = set()
    for line in re.findall(r"^\.It (Fl .*)$", text, re.MULTILINE):
        found |= mentioned(line)
    return found


def mentioned(text):
    """Every option that stands in the text as `Fl x` or `Fl Fl long`."""
    found = {"--" + name for name in re.findall(r"\bFl Fl ([a-z][a-z-]*)", text)}
    return found | {"-" + name for name in re.findall(r"(?<!Fl )\bFl ([A-Za-z])\b", text)}


def examples(text):
    """The lines of shell in displays."""
    for block in re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", text, re.MULTILINE | re.DOTALL):
        yield from block.replace("\\e\n", " ").splitlines()
    yield from re.findall(r"^\.Dl (.*)$", text, re.MULTILINE)


def words_in(path, enum):
    """The words of an enumeration of the model: TOCSIN_WORDS in lib/model."""
    text = (SOURCE / "lib/model" / path).read_text(encoding="utf-8")
    listed = re.search(rf"TOCSIN_WORDS\({enum},(.*?)\);", text, re.DOTALL)[1]
    return set(re.findall(r'"(\w+)"', listed))
