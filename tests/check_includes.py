#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that includes go only the allowed way (docs/ARCHITECTURE.md). Usage: check_includes.py SOURCE_DIR"""
import pathlib
import re
import sys

# folder -> project folders it may include from
ALLOWED = {
    "nmf": {"nmf"},
    "system": {"system"},
    "dsp": {"dsp", "system"},
    "models": {"models"},
    "separation": {"separation", "nmf", "dsp", "models", "system"},
    "plugin": {"plugin", "separation", "nmf", "dsp"},
    "tools": {"tools", "separation", "nmf", "dsp", "system"},
}
# outside header -> the only files or folders (prefixes) that may include it
RESTRICTED = {
    r"fftw3\.h": ["dsp/fft.cpp"],
    r"sndfile\.h": ["dsp/"],
    r"soxr\.h": ["dsp/"],
    r"juce[_/A-Za-z0-9]*(\.h|/.*)|JuceHeader\.h": ["plugin/"],
    r"mpi\.h": ["nmf/mpi/"],
    r"malloc\.h": ["system/"],
    r"CLI/.*|fmt/.*|cairo.*": ["tools/", "plugin/"],
    r"nlohmann/.*": ["separation/", "tools/", "plugin/"],
    r"sha2\.h|sha256\.h": ["separation/"],
    r"xxhash\.h": ["separation/training/cache/"],
    r"Eigen/.*": ["nmf/", "separation/", "tools/"],
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def violations(root):
    found = []
    for folder, allowed in ALLOWED.items():
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in {".h", ".cpp"}:
                continue
            name = path.relative_to(root).as_posix()
            text = path.read_text(encoding="utf-8")
            if "SPDX-License-Identifier: GPL-3.0-or-later" not in text[:200]:
                found.append(f"{name}: no SPDX line")
            for kind, header in INCLUDE.findall(text):
                if kind == '"':
                    top = header.split("/")[0]
                    if "/" not in header or top not in allowed:
                        found.append(f'{name}: may not include "{header}"')
                for pattern, places in RESTRICTED.items():
                    if re.fullmatch(pattern, header) and not any(name.startswith(p) for p in places):
                        found.append(f"{name}: only {', '.join(places)} may include <{header}>")
    return found


def self_test():
    """The check can fail: a forbidden include in a scratch tree is found."""
    import tempfile
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch)
        (root / "nmf").mkdir()
        (root / "nmf" / "bad.cpp").write_text(
            '// SPDX-License-Identifier: GPL-3.0-or-later\n#include "dsp/fft.h"\n#include <fftw3.h>\n')
        return len(violations(root)) == 2


if __name__ == "__main__":
    if not self_test():
        sys.exit("check_includes: does not find a planted violation")
    bad = violations(pathlib.Path(sys.argv[1]))
    print("\n".join(bad) if bad else "includes go only the allowed way")
    sys.exit(1 if bad else 0)
