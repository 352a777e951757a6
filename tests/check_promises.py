#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that every test that docs/PROMISES.md names exists. Usage: check_promises.py SOURCE_DIR"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
sources = "\n".join(p.read_text(encoding="utf-8") for p in (root / "tests").rglob("*.cpp"))
tests = set(re.findall(r'TEST_CASE\(\s*"((?:[^"]|"\s*")*)"', sources))
tests = {re.sub(r'"\s*"', "", name) for name in tests}
rows = [line for line in (root / "docs" / "PROMISES.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("| promise")]
unheld = [row for row in rows if not re.findall(r'"([^"]+)"', row)]
missing = [name for row in rows for name in re.findall(r'"([^"]+)"', row) if name not in tests]
for row in unheld:
    print("no test named:", row)
for name in missing:
    print("no such test:", name)
print(f"{len(rows)} promises, {len(unheld) + len(missing)} without their test")
sys.exit(1 if not rows or unheld or missing else 0)
