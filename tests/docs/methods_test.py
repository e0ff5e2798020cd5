"""The forecasting methods: the table of lib/forecast, tocsin-analyze(1) and --help name the same."""
import re
import unittest

import family
import manual


class Methods(unittest.TestCase):
    def table(self):
        text = (family.SOURCE / "lib/forecast/models.cc").read_text(encoding="utf-8")
        return re.findall(r'^    \{"(\w+)", "', text, re.MULTILINE)

    def test_the_manual_describes_each(self):
        text = manual.part(manual.page("tocsin-analyze.1"), "Sh", "FORECASTS")
        lines = re.findall(r"^\.It Li (.*)$", text, re.MULTILINE)
        self.assertEqual([name for line in lines for name in line.split(" , ")], self.table())

    def test_help_names_each(self):
        done = family.run(family.BIN / "tocsin-analyze", "forecast", "--help")
        words = re.search(r"--model .*?\{([\w,]+)\}", done, re.DOTALL)
        self.assertEqual(words[1].split(","), ["auto", *self.table()])

    def test_the_combination_is_of_methods(self):
        text = (family.SOURCE / "lib/forecast/combination.h").read_text(encoding="utf-8")
        pool = re.search(r"kPool = \{(.*?)\}", text, re.DOTALL)[1]
        names = re.findall(r'"(\w+)"', pool)
        self.assertGreater(len(names), 5)
        self.assertLessEqual(set(names), set(self.table()))


if __name__ == "__main__":
    unittest.main()
