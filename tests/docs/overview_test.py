"""tocsin(7) names each state of a message, each reason and each exit status, and no others."""
import re
import unittest

import family
import manual


class Overview(unittest.TestCase):
    def test_the_life_of_a_message_names_states_and_reasons(self):
        text = manual.part(manual.page("tocsin.7"), "Sh", "THE LIFE OF A MESSAGE")
        named = set(re.findall(r"^\.It Li (\w+)$", text, re.MULTILINE))
        self.assertEqual(named, manual.words_in("message.h", "MessageState")
                         | manual.words_in("message.h", "Reason"))

    def test_exit_statuses(self):
        header = (family.SOURCE / "lib/base/error.h").read_text(encoding="utf-8")
        enum = re.search(r"enum class Exit.*?\{(.*?)\};", header, re.DOTALL)[1]
        text = manual.part(manual.page("tocsin.7"), "Sh", "EXIT STATUS")
        self.assertEqual([int(n) for n in re.findall(r"^\.It (\d+)$", text, re.MULTILINE)],
                         [int(n) for n in re.findall(r"= (\d+),", enum)])


if __name__ == "__main__":
    unittest.main()
