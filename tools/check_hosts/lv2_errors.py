# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the errors that JUCE 7.0.5 itself causes from what lv2_validate printed.

Usage: lv2_errors.py PLUGIN_URI OUTPUT_OF_LV2_VALIDATE
Prints what is left and leaves with 1, or "no other errors". JUCE generates the bundle's files; no setting, id or name
of a plugin changes these five, and hosts do not mind them.
"""

import re
import sys
from pathlib import Path

LV2 = "http://lv2plug.in/ns/lv2core#"
DOAP = "http://usefulinc.com/ns/doap#"

# What it is, the message, and a pattern for the statement below it: subject, property, object.
JUCE_ERRORS = (
    ("maintainer and release of a plugin that is not called a doap:Project",
     f"Subject not in domain <{DOAP}Project>", rf"{DOAP}(maintainer|release)"),
    ("a feature of the window among its extension data",
     f"Object not in range <{LV2}ExtensionData>", r"ui#noUserResize"),
    ("an interface among the window's features",
     f"Object not in range <{LV2}Feature>", r"ext/options#interface"),
    ("properties of ports given to choices and switches, which are parameters",
     f"Subject not in domain <{LV2}Port>", rf"{LV2}portProperty {LV2}(enumeration|toggled)$"),
    ("the program that a preset stands for, a property nobody defines",
     r"(Use of undefined property|Property <PLUGIN:Program> has no label)", r"PLUGIN:Program 0$"),
)


def errors_of(text: str) -> list[tuple[str, str]]:
    """Message and statement of each; the statement stands below the message, indented."""
    found = []
    for block in re.split(r"^error: ", text, flags=re.MULTILINE)[1:]:
        message, *lines = block.splitlines()
        statement = [line.strip() for line in lines if line.startswith(" ") and line.strip()]
        found.append((message.strip(), " ".join(statement)))
    return found


def cause(message: str, statement: str, uri: str) -> str | None:
    for name, message_pattern, statement_pattern in JUCE_ERRORS:
        plugin = re.escape(uri)
        if re.fullmatch(message_pattern.replace("PLUGIN", plugin), message) and \
                re.search(statement_pattern.replace("PLUGIN", plugin), statement):
            return name
    return None


def main() -> int:
    uri, text = sys.argv[1], Path(sys.argv[2]).read_text()
    if not re.search(r"^Found \d+ errors", text, flags=re.MULTILINE):
        print("lv2_validate did not finish")
        return 1
    errors = errors_of(text)
    ours = [error for error in errors if cause(*error, uri) is None]
    for message, statement in ours:
        print(f"{message}: {statement}")
    if not ours:
        print(f"no other errors than {len(errors)} of JUCE's own")
    return 1 if ours else 0


if __name__ == "__main__":
    sys.exit(main())
