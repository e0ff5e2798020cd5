"""What ships, what stands for it, and what a configuration folder has besides."""
import unittest

from family import Scenario

OWN = {
    "templates/price_drop/email.mustache": None,  # overrides the shipped one of its name
    "templates/price_drop/email.de.mustache": "templates/price_drop/email.mustache",
    "templates/price_drop/email@b.mustache": "templates/price_drop/email.mustache",
    "templates/price_drop/email.de-at@b.mustache": "templates/price_drop/email.mustache",
    "templates/organizations/acme/default/sms.mustache": "templates/default/sms.mustache",
    "templates/regions/eu/default/sms.fr.mustache": "templates/default/sms.mustache",
    "templates/sets/terse/resolved/email.mustache": "templates/resolved/email.mustache",
    "templates/my_check/email.mustache": "nothing shipped",
    "reports/mine.sql": "nothing shipped",
}


class Files(Scenario):
    def test_the_list_names_overrides_and_what_is_beside_them(self):
        shipped = {row["name"] for row in self.records("files", "list", "--json")}
        self.assertIn("templates/price_drop/email.mustache", shipped)
        for name in OWN:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text("x", encoding="utf-8")
        (self.folder / "templates/price_drop/notes.txt").write_text("x", encoding="utf-8")
        rows = {row["name"]: row for row in self.records("files", "list", "--json")}
        self.assertEqual(set(rows), shipped | set(OWN))
        for name, stands_for in OWN.items():
            self.assertEqual(rows[name]["stands_for"], stands_for, name)
            path = str(self.folder / name) if stands_for is None else None
            self.assertEqual(rows[name]["overridden_by"], path, name)


if __name__ == "__main__":
    unittest.main()
