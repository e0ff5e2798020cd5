"""Words listed in the pages of the tools are the program's: reports, kinds, outcomes, channels."""
import json
import re
import unittest

import family
import manual


def items(page, after, macro="(?:Cm|Li)"):
    """The tags of the first list behind the words `after`."""
    text = manual.page(page)
    listed = re.search(r"^\.Bl.*?^\.El", text[text.index(after):], re.MULTILINE | re.DOTALL)[0]
    tags = re.findall(rf"^\.It {macro} (\S+(?: , \S+)*)$", listed, re.MULTILINE)
    return {word for tag in tags for word in tag.split(" , ")}


def source(path):
    return (family.SOURCE / path).read_text(encoding="utf-8")


class Words(unittest.TestCase):
    def test_reports(self):
        printed = family.run(family.BIN / "tocsin-report", "list", "--json")
        self.assertEqual(items("tocsin-report.1", "These ship:"),
                         {json.loads(line)["name"] for line in printed.splitlines()})

    def test_kinds_that_watches_raise(self):
        kinds = re.search(r"kKinds = std::to_array<std::string_view>\(\s*\{(.*?)\}\)",
                          source("lib/model/watch.cc"), re.DOTALL)[1]
        self.assertEqual(items("tocsin-analyze.1", "Watches raise these kinds:"),
                         set(re.findall(r'"(\w+)"', kinds)))

    def test_outcomes_of_fetches(self):
        words = re.search(r"TOCSIN_WORDS\(scrape::FetchClass,(.*?)\);",
                          source("lib/scrape/decide_fetch.h"), re.DOTALL)[1]
        self.assertEqual(items("tocsin-scrape.1", "What became of the last fetch"),
                         set(re.findall(r'"(\w+)"', words)))

    def test_why_pages_are_fetched_when_they_are(self):
        words = re.search(r"TOCSIN_WORDS\(scrape::Pace,(.*?)\);",
                          source("lib/scrape/decide_interval.h"), re.DOTALL)[1]
        self.assertEqual(items("tocsin-scrape.1", ".Ss When a page is fetched"),
                         set(re.findall(r'"(\w+)"', words)) | {"paused"})

    def test_outcomes_of_attempts(self):
        self.assertEqual(items("tocsin-notify.1", ".Ss Delivery"),
                         manual.words_in("message.h", "OutcomeClass"))

    def test_channels(self):
        table = source("lib/notify/channels/table.cc")
        channels = set(re.findall(r"\{Channel::(\w+),", table))
        self.assertEqual(items("tocsin-notify.1", ".Ss Channels"), channels)
        # Each has its switch, and its table of keys in tocsin.conf(5).
        for channel in channels:
            self.assertIn(f".It Ic {channel}.enabled ", manual.page("tocsin.conf.5"))

    def test_preferences_of_notify(self):
        """Each that planning reads is described among the records."""
        read = set()
        for file in (family.SOURCE / "lib/notify/plan").glob("*.cc"):
            read |= set(re.findall(r'preference\([^,()]*(?:\([^()]*\))?[^,()]*, "(\w+)"\)',
                                   file.read_text(encoding="utf-8")))
        self.assertGreaterEqual(len(read), 3)
        text = manual.part(manual.page("tocsin-records.5"), "Sh", "PREFERENCES")
        self.assertLessEqual(read, set(re.findall(r"^\.It Cm (\w+)", text, re.MULTILINE)))


if __name__ == "__main__":
    unittest.main()
