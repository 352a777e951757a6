# SPDX-License-Identifier: GPL-3.0-or-later
"""The corpus's lists: manifest.csv, LICENCES.md, and the table that a run prints."""

import csv
import io
import os
import pathlib
import statistics
from dataclasses import dataclass

from .measures import cleanness
from .pitch import guessed_sex
from .sources import SOURCES, Source, may_train

COLUMNS = ["path", "kind", "split", "category_or_speaker", "sex", "language", "sample_rate", "seconds", "source",
           "licence", "rms_db", "snr_est_db", "bandwidth_hz", "coding", "cleanness"]

INTRODUCTION = """# Licences and attributions

Written by `tools/corpus-debian`. All files were converted to mono 16-bit FLAC at their own rate (at most 48 kHz),
high-passed at 40 Hz, trimmed to the speech, faded over 10 ms at the ends, and scaled down where they exceeded full
scale. Each row of `manifest.csv` names the package and the licence of that one file; the rows are part of this notice.
The packages' own statements are in `copyright/`.

Files under another licence than their package name it in their own tags. A model that learns from CC BY-SA or GPL-2+
files is itself to be under GPL-3-or-later, with these attributions in its data card.
"""


@dataclass(frozen=True)
class Summary:
    package: str
    hours: float
    train_hours: float
    voices: int
    languages: "list[str]"
    licences: "list[str]"
    cleanness: float  # mean, weighted by time


def rows(entries: "list[dict]", min_cleanness: float) -> "list[dict[str, object]]":
    """Manifest rows: "train" for clean files whose licence allows it, "spare" for the others."""
    reserved = {(source.package, language) for source in SOURCES for language in source.reserved}
    pitches: "dict[str, list[float]]" = {}
    for entry in entries:
        if entry["pitch_hz"] is not None:
            pitches.setdefault(entry["speaker"], []).append(entry["pitch_hz"])
    listed = []
    for entry in entries:
        if (entry["package"], entry["language"]) in reserved:
            continue
        measures = entry["measures"]
        clean = cleanness(measures, entry["coding"])
        train = clean >= min_cleanness and may_train(entry["licence"])
        values = [entry["output"], "speech", "train" if train else "spare", entry["speaker"],
                  entry["sex"] or guessed_sex(pitches.get(entry["speaker"], [])), entry["language"],
                  entry["sample_rate"], entry["seconds"], "Debian " + entry["package"], entry["licence"],
                  entry["rms_db"], measures["snr_db"], measures["bandwidth_hz"], entry["coding"], clean]
        listed.append(dict(zip(COLUMNS, values)))
    return listed


def write_whole(path: pathlib.Path, text: str) -> None:
    """Under its name only once it is whole."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def write_manifest(path: pathlib.Path, listed: "list[dict[str, object]]") -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    write_whole(path, text.getvalue())


def summaries(listed: "list[dict[str, object]]") -> "list[Summary]":
    """One a package, in the order of the table of sources."""
    found = []
    for source in SOURCES:
        own = [row for row in listed if row["source"] == "Debian " + source.package]
        if not own:
            continue
        seconds = [row["seconds"] for row in own]
        found.append(Summary(
            source.package, sum(seconds) / 3600, sum(row["seconds"] for row in own if row["split"] == "train") / 3600,
            len({row["category_or_speaker"] for row in own}), sorted({row["language"] for row in own}),
            sorted({row["licence"] for row in own}),
            sum(row["cleanness"] * row["seconds"] for row in own) / sum(seconds)))
    return found


def table(listed: "list[dict[str, object]]") -> str:
    """For people: what each package gave."""
    lines = ["package                          hours  train  voices  cleanness  licence; languages"]
    found = summaries(listed)
    for one in found:
        lines.append(f"{one.package:<32} {one.hours:5.2f}  {one.train_hours:5.2f}  {one.voices:6}  "
                     f"{one.cleanness:9.2f}  {', '.join(one.licences)}; {' '.join(one.languages)}")
    voices = {row["category_or_speaker"] for row in listed}
    median = statistics.median([row["cleanness"] for row in listed]) if listed else 0.0
    lines.append(f"{'all: ' + str(len(listed)) + ' files':<32} {sum(one.hours for one in found):5.2f}  "
                 f"{sum(one.train_hours for one in found):5.2f}  {len(voices):6}     median {median:.2f}")
    return "\n".join(lines)


def write_licences(path: pathlib.Path, listed: "list[dict[str, object]]", versions: "dict[str, str]") -> None:
    """Attributions, and a table by package and licence."""
    lines = [INTRODUCTION, "| package | version | licence | files | minutes | may train |", "|---|---|---|---|---|---|"]
    used: "list[Source]" = []
    for source in SOURCES:
        groups: "dict[str, list[float]]" = {}
        for row in listed:
            if row["source"] == "Debian " + source.package:
                groups.setdefault(row["licence"], []).append(row["seconds"])
        for licence, seconds in sorted(groups.items()):
            lines.append(f"| {source.package} | {versions.get(source.package, '')} | {licence} | {len(seconds)} | "
                         f"{sum(seconds) / 60:.1f} | {'yes' if may_train(licence) else 'no'} |")
        if groups:
            used.append(source)
    lines += ["", "Attributions", ""]
    lines += [f"* {source.package}: {source.attribution}. {source.licence}." for source in used]
    write_whole(path, "\n".join(lines) + "\n")
