"""tocsin-records(5) describes each record type, each field and each word, and no others.

The tables are read from the source: lib/model/records, which the programs stand on.
"""
import re
import unittest

import family
import manual

MODEL = family.SOURCE / "lib/model"


class Tables:
    """Record types and fields as lib/model/records writes them."""

    def __init__(self):
        files = sorted((MODEL / "records").glob("*.cc"))
        text = "\n".join(f.read_text(encoding="utf-8") for f in files)
        text = re.sub(r"//.*", "", text)
        self.single = dict(re.findall(r"constexpr Field (k\w+) = (\w+\(.*?\));", text))
        self.lists = dict(re.findall(r"constexpr Field (k\w+)\[\] = \{(.*?)\n\};", text, re.DOTALL))
        self.functions = dict(re.findall(
            r"constexpr Field (\w+)\(\) \{\s*Field f = (.*?);", text, re.DOTALL))
        self.types = {}
        for name, fields in re.findall(
                r'RecordType k\w+\{\s*\.name = "(\w+)",\s*\.fields = (k\w+)', text):
            self.types[name] = dict(self.fields(fields, ""))

    def fields(self, name, prefix):
        """(path, required) of every field, parts of objects included."""
        for entry in re.split(r",\s*\n\s*(?=[a-zA-Z])", self.lists[name].strip().rstrip(",")):
            entry = self.single.get(entry.strip(), entry.strip())
            if call := re.fullmatch(r"(\w+)\(\)", entry):
                entry = self.functions[call[1]]
            path = prefix + re.search(r'"(\w+)"', entry)[1]
            yield path, entry.startswith("required(")
            if parts := re.search(r'object\("\w+", (k\w+)\)', entry):
                yield from self.fields(parts[1], path + ".")


def described():
    """The same from the manual: `.Ss TYPE`, then `.It Cm FIELD` with `*` where it is required."""
    text = manual.part(manual.page("tocsin-records.5"), "Sh", "RECORDS")
    found = {}
    for name in manual.titles(text, "Ss"):
        lines = re.findall(r"^\.It Cm (\S+?)( No \*)?$", manual.part(text, "Ss", name),
                           re.MULTILINE)
        found[name] = {field: bool(star) for field, star in lines}
    return found


class Records(unittest.TestCase):
    maxDiff = None

    def test_preferences(self):
        table = (MODEL / "preference.cc").read_text(encoding="utf-8")
        names = re.findall(r'^    \{"([\w.]+)", "', table, re.MULTILINE)
        text = manual.part(manual.page("tocsin-records.5"), "Sh", "PREFERENCES")
        lines = re.findall(r"^\.It Cm (.*)$", text, re.MULTILINE)
        self.assertEqual([n for line in lines for n in line.split(" , ")], names)

    def test_types(self):
        self.assertEqual(set(described()), set(Tables().types))

    def test_fields_and_which_are_required(self):
        tables, pages = Tables().types, described()
        for name, fields in tables.items():
            self.assertGreater(len(fields), 2, name)
            with self.subTest(record=name):
                if name == "price_point":  # its event and its offer are those of an offer
                    inner = {f: r for f, r in fields.items() if "." in f}
                    self.assertLessEqual(inner.items(), tables["offer"].items())
                    fields = {f: r for f, r in fields.items() if f not in inner}
                self.assertEqual(pages[name], fields)

    def test_every_type_is_in_the_table_of_types(self):
        order = (MODEL / "records/tables.cc").read_text(encoding="utf-8")
        listed = re.findall(r"&records::k(\w+)", order)
        snake = [re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower() for name in listed]
        self.assertEqual(set(snake), set(Tables().types))

    def test_words(self):
        text = manual.page("tocsin-records.5")
        for path, enum in (("offer.h", "Availability"), ("offer.h", "EventStatus"),
                           ("offer.h", "StartPrecision"), ("alert.h", "AlertStatus"),
                           ("alert.h", "Severity"), ("message.h", "Channel"),
                           ("ticket.h", "TicketStatus"), ("ticket.h", "TicketPriority"),
                           ("ticket.h", "TicketActivityKind")):
            for word in manual.words_in(path, enum):
                self.assertRegex(text, rf"(?m)^\.(?:Li|It Li|Cm).*\b{word}\b", f"{enum}: {word}")


if __name__ == "__main__":
    unittest.main()
