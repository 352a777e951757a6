# SPDX-License-Identifier: GPL-3.0-or-later
"""What was prepared so far, one line of JSON a recording: an interrupted run goes on where it left."""

import json
import pathlib

from .recordings import Recording
from .sources import RECIPE

NAME = ".journal.jsonl"


class Journal:
    """Entries by origin; the last of an origin holds."""

    def __init__(self, corpus: pathlib.Path):
        self._corpus = corpus
        self._path = corpus / NAME
        self.entries: "dict[str, dict]" = {}
        if self._path.is_file():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                try:
                    entry = json.loads(line)
                except ValueError:
                    continue  # a line cut off by a crash: that recording is prepared again
                if entry.get("recipe") == RECIPE:
                    self.entries[entry["origin"]] = entry

    def has(self, recording: Recording) -> bool:
        """Whether this very file was prepared by this recipe, and its result is still there."""
        entry = self.entries.get(recording.origin)
        return (entry is not None and entry["sha1"] == recording.sha1 and entry["output"] == recording.output
                and ("rejected" in entry or (self._corpus / recording.output).is_file()))

    def add(self, recording: Recording, result: "dict[str, object]") -> None:
        entry = {"recipe": RECIPE, "origin": recording.origin, "sha1": recording.sha1, "package": recording.package,
                 "output": recording.output, "speaker": recording.speaker, "sex": recording.sex,
                 "language": recording.language, "coding": recording.coding, "licence": recording.licence, **result}
        self.entries[recording.origin] = entry
        with open(self._path, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")

    def prepared(self) -> "list[dict]":
        """Entries with a file in the corpus, sorted by its name."""
        there = [entry for entry in self.entries.values()
                 if "rejected" not in entry and (self._corpus / entry["output"]).is_file()]
        return sorted(there, key=lambda entry: entry["output"])
