"""Each tool, subcommand and option is in its man page, and a page promises nothing else."""
import unittest

import family
import manual

# What every command has; described once, in tocsin(1).
HELP = {"-h", "--help", "--version"}


def common():
    return manual.options(manual.part(manual.page("tocsin.1"), "Ss", "Common options"))


def of_jobs():
    return manual.options(manual.part(manual.page("tocsin.1"), "Ss", "Options of batch jobs"))


class Tools(unittest.TestCase):
    def test_each_tool_has_a_page_and_each_page_a_tool(self):
        paged = {p.removeprefix("tocsin-").removesuffix(".1") for p in manual.pages()
                 if p.startswith("tocsin-") and p.endswith(".1")}
        self.assertEqual(paged, set(family.tools()))

    def test_the_front_page_lists_each_tool(self):
        self.assertEqual(sorted(family.listed()), family.tools())
        listed = manual.part(manual.page("tocsin.1"), "Sh", "COMMANDS")
        for tool in family.tools():
            self.assertIn(f"Xr tocsin-{tool} 1\n", listed)

    def test_each_page_has_the_usual_sections(self):
        for tool in family.tools():
            text = manual.page(f"tocsin-{tool}.1")
            missing = [s for s in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "ENVIRONMENT",
                                   "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO")
                       if s not in manual.titles(text, "Sh")]
            self.assertEqual(missing, [], tool)


class Options(unittest.TestCase):
    def check(self, tool, path):
        text = manual.page(f"tocsin-{tool}.1")
        where = " ".join(["tocsin", tool, *path])
        place = manual.part(text, "Ss", " ".join(path)) if path else manual.part(
            text, "Sh", "OPTIONS")
        self.assertIsNotNone(place, f"'{where}' is not in its page")
        shown = family.command(tool, *path)
        self.assertLessEqual(common(), shown.options, f"{where}: lacks a common option")
        expected = shown.options - common() - HELP
        if of_jobs() <= expected:
            expected -= of_jobs()
        self.assertEqual(manual.options(place), expected, where)
        for argument in shown.arguments:
            self.assertRegex(place if path else manual.part(text, "Sh", "SYNOPSIS"),
                             rf"(?i)\bAr {argument}\b", where)

    def test_options_of_every_command(self):
        for tool in family.tools():
            for path in family.commands(tool):
                with self.subTest(tool=tool, path=path):
                    self.check(tool, path)

    def test_pages_describe_no_subcommand_that_is_not_there(self):
        for tool in family.tools():
            text = manual.page(f"tocsin-{tool}.1")
            described = set(manual.titles(manual.part(text, "Sh", "COMMANDS") or "", "Ss"))
            self.assertEqual(described, {" ".join(p) for p in family.commands(tool) if p}, tool)

    def test_pages_mention_no_option_that_is_not_there(self):
        for tool in family.tools():
            known = set().union(*(family.command(tool, *p).options for p in family.commands(tool)))
            text = manual.page(f"tocsin-{tool}.1")
            self.assertLessEqual(manual.mentioned(text), known | HELP, tool)

    def test_pages_say_which_common_options_there_are(self):
        for tool in family.tools():
            named = manual.mentioned(manual.part(manual.page(f"tocsin-{tool}.1"), "Sh", "OPTIONS"))
            jobs = any("--every" in family.command(tool, *p).options
                       for p in family.commands(tool))
            self.assertLessEqual(common(), named, tool)
            self.assertEqual(of_jobs() <= named, jobs, f"{tool}: is it a batch job?")


class Examples(unittest.TestCase):
    def test_calls_in_examples_are_possible(self):
        calls = 0
        for name in manual.pages():
            for line in manual.examples(manual.page(name)):
                for words in family.calls_in(line.removeprefix("$ ")):
                    calls += 1
                    self.assertIsNone(family.complaint(words), f"{name}: {line}")
        self.assertGreater(calls, 30)


if __name__ == "__main__":
    unittest.main()
