"""The keys of the program, `tocsin init`, etc/tocsin.toml and tocsin.conf(5) are the same.

TOCSIN_ACCEPT=1 rewrites etc/tocsin.toml.
"""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import family
import manual

SHIPPED = family.SOURCE / "etc/tocsin.toml"


def sample():
    """What `tocsin init` writes."""
    with tempfile.TemporaryDirectory(prefix="tocsin-docs-") as folder:
        file = pathlib.Path(folder) / "tocsin.toml"
        subprocess.run([family.BIN / "tocsin-init", "-c", file, "--db", f"{folder}/tocsin.db"],
                       env=family.ENVIRONMENT, check=True, capture_output=True, timeout=60)
        return file.read_text(encoding="utf-8")


def keys_of_sample(text):
    """name -> default as it stands in the file, or "$VARIABLE" for a credential."""
    keys, table = {}, ""
    for line in text.splitlines():
        if head := re.match(r"\[(\w+)\]$", line):
            table = head[1]
        elif key := re.match(r"# (\w+) = (.*)$", line):
            keys[f"{table}.{key[1]}"] = key[2]
        elif secret := re.match(r"# \(credential: (\$\w+) or \$\w+_FILE\)$", line):
            keys[f"{table} {secret[1]}"] = secret[1]
    return keys


def keys_of_table():
    """name -> (type, other variables), from the table in the source."""
    text = (family.SOURCE / "lib/cli/config_keys.cc").read_text(encoding="utf-8")
    quoted = r'(?:"(?:[^"\\]|\\.)*"\s*)+'
    row = rf'\{{\s*"([\w.]+)",\s*(\w+),\s*{quoted},\s*{quoted},\s*"([\w ]*)"\s*\}}'
    return {m[1]: (m[2], m[3]) for m in re.finditer(row, text)}


def keys_of_manual():
    """name -> (default, type, other variables)."""
    found = {}
    form = r"^\.It Ic (\S+) No = (.+?) Pq (\w+)((?: , Ev \w+)*)$|" \
           r"^\.It Ic (\S+) Pq credential , Ev (\w+)$"
    for m in re.finditer(form, manual.page("tocsin.conf.5"), re.MULTILINE):
        if m[5]:
            found[m[5]] = ("$" + m[6], "secret", m[6])
        else:
            found[m[1]] = (m[2], m[3], " ".join(re.findall(r"Ev (\w+)", m[4])))
    return found


TYPES = {"text": "text", "flag": "boolean", "integer": "integer", "real": "number",
         "duration": "duration", "list": "list", "secret": "secret"}


class Configuration(unittest.TestCase):
    maxDiff = None

    def test_the_shipped_sample_is_what_init_writes(self):
        written = sample()
        if os.environ.get("TOCSIN_ACCEPT"):
            SHIPPED.write_text(written, encoding="utf-8")
        self.assertEqual(SHIPPED.read_text(encoding="utf-8"), written)

    def test_the_manual_has_each_key_with_type_and_variable(self):
        manual_keys = {name: (kind, variable)
                       for name, (_, kind, variable) in keys_of_manual().items()}
        self.assertEqual(manual_keys, {name: (TYPES[kind], variable)
                                       for name, (kind, variable) in keys_of_table().items()})

    def test_the_manual_has_the_defaults(self):
        defaults = {}
        for name, (default, kind, _) in keys_of_manual().items():
            if kind == "secret":
                defaults[f"{name.split('.')[0]} {default}"] = default
            else:
                defaults[name] = default.replace(r"\(dq", '"')
        expected = keys_of_sample(sample())
        self.assertEqual(defaults, expected)

    def test_the_manual_keeps_the_order_of_the_file(self):
        self.assertEqual(list(keys_of_manual()), list(keys_of_table()))

    def test_what_the_file_says_is_read(self):
        """Every line of the sample, with its # removed, is a configuration."""
        text = re.sub(r"^# (\w+ = )", r"\1", sample(), flags=re.MULTILINE)
        with tempfile.TemporaryDirectory(prefix="tocsin-docs-") as folder:
            file = pathlib.Path(folder) / "tocsin.toml"
            file.write_text(text, encoding="utf-8")
            family.run(family.BIN / "tocsin-files", "list", "-c", file)


if __name__ == "__main__":
    unittest.main()
