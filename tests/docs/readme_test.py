"""What README.md and CONTRIBUTING.md name is there."""
import re
import unittest

import family


def read(name):
    return (family.SOURCE / name).read_text(encoding="utf-8")


DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")


class Documents(unittest.TestCase):
    def test_links_lead_somewhere(self):
        for name in DOCUMENTS:
            for target in re.findall(r"\]\(([^)#]+)\)", read(name)):
                if "://" not in target:
                    self.assertTrue((family.SOURCE / target).exists(), f"{name}: {target}")

    def test_paths_in_backticks_exist(self):
        """Those that begin with a folder of ours and name no pattern."""
        folders = {p.name for p in family.SOURCE.iterdir() if p.is_dir()} - {"build"}
        for name in DOCUMENTS:
            for path in re.findall(r"`([\w./-]+)`", read(name)):
                if path.split("/")[0] in folders and "NAME" not in path and "NNNN" not in path:
                    self.assertTrue((family.SOURCE / path).exists(), f"{name}: {path}")

    def test_commands_are_possible(self):
        for name in DOCUMENTS:
            text = read(name)
            lines = re.findall(r"^    (\S.*)$", text, re.MULTILINE) + re.findall(r"`(.*?)`", text)
            for line in lines:
                for words in family.calls_in(line):
                    self.assertIsNone(family.complaint(words), f"{name}: {line}")

    def test_commands_of_dev_exist(self):
        known = set(re.findall(r"^  (\w+)", family.run(family.SOURCE / "dev", "help"),
                               re.MULTILINE)) | {"help"}
        for name in DOCUMENTS:
            for word in re.findall(r"\./dev (\w+)", read(name)):
                self.assertIn(word, known, name)


class RoadMap(unittest.TestCase):
    def setUp(self):
        self.map = re.search(r"## Road map of the tree\n(.*?)\n## ", read("README.md"),
                             re.DOTALL)[1]

    def test_names_each_program(self):
        apps = re.search(r"    apps/.*?(?=^    lib/)", self.map, re.DOTALL | re.MULTILINE)[0]
        named = set(re.findall(r"(?:^ {6}|(?<=  ))([a-z-]+) {2,}(?=\S)", apps, re.MULTILINE))
        self.assertEqual(named - {"tocsin"}, set(family.tools()))

    def test_names_each_floor(self):
        named = set(re.findall(r"^      (\w+)/ ", self.map, re.MULTILINE))
        self.assertEqual(named, {p.name for p in (family.SOURCE / "lib").iterdir() if p.is_dir()})

    def test_top_level(self):
        named = set(re.findall(r"^    (\w+)/ ", self.map, re.MULTILINE)) | {"cmake"}
        there = {p.name for p in family.SOURCE.iterdir() if p.is_dir()
                 and not p.name.startswith(".") and p.name not in ("build", "node_modules")}
        self.assertEqual(named, there)

    def test_arrows_are_those_of_the_build(self):
        """A floor links only to floors that the road map puts before it; jobs never to jobs."""
        floors = re.findall(r"^      (\w+)/ ", self.map, re.MULTILINE)
        jobs = {"records", "scrape", "analyze", "notify", "inbound", "sla", "escalate", "report"}
        build = (family.SOURCE / "lib/CMakeLists.txt").read_text(encoding="utf-8")
        for name, links in re.findall(r"^tocsin_library\((\w+)\s+(.*?)\)$", build,
                                      re.MULTILINE | re.DOTALL):
            for other in re.findall(r"tocsin_(\w+)", links):
                if other in floors:
                    self.assertLess(floors.index(other), floors.index(name), f"{name} → {other}")
                    self.assertFalse(name in jobs and other in jobs, f"{name} → {other}")


if __name__ == "__main__":
    unittest.main()
