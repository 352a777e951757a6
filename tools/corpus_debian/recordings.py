# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the recordings of a source in a tree of unpacked packages."""

import hashlib
import pathlib
import re
import unicodedata
from dataclasses import dataclass

from . import tags
from .sources import Source


@dataclass(frozen=True)
class Recording:
    """One sound file, before anything was done to it."""

    file: pathlib.Path
    origin: str  # below the root
    sha1: str
    package: str
    output: str  # below the corpus folder
    speaker: str
    sex: str
    language: str
    coding: str
    licence: str


@dataclass
class Finding:
    """What a source has, and what of it stays out for which reason."""

    recordings: "list[Recording]"
    left_out: "dict[str, int]"

    def leave(self, reason: str) -> None:
        self.left_out[reason] = self.left_out.get(reason, 0) + 1


@dataclass(frozen=True)
class _Candidate:
    file: pathlib.Path
    origin: str
    name: str
    language: str
    sha1: str
    head: bytes
    comments: "dict[str, str]"


def slug(text: str) -> str:
    """Letters, digits, dot, underscore and minus: a name that any file system and any table takes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-.")


def _candidates(source: Source, root: pathlib.Path) -> "list[_Candidate]":
    folder, found = root / source.folder, []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        below = file.relative_to(folder).as_posix()
        match = source.pattern.fullmatch(below)
        if match is None:
            continue
        groups = match.groupdict()
        head = tags.head(file)
        found.append(_Candidate(file, file.relative_to(root).as_posix(), groups["name"],
                                groups.get("language") or source.language or source.english,
                                hashlib.sha1(file.read_bytes()).hexdigest(), head, tags.comments(head)))
    return found


def _speaker(source: Source, candidate: _Candidate, artists: "dict[str, set[str]]") -> str:
    """A language is one voice of a package, unless its tags name several."""
    if source.speaker:
        return source.speaker
    voice = f"{source.name}_{candidate.language}"
    if len(artists[candidate.language]) > 1:
        artist = slug(candidate.comments.get("artist", "")).lower()
        return f"{voice}_{artist}" if artist else voice
    return voice


def find(source: Source, root: pathlib.Path, seen: "set[str]") -> Finding:
    """Recordings of a source, sorted by path; `seen` holds the SHA-1 of the files taken or refused so far.

    Copies of one file, common among the stamps, come once; a copy of a reserved recording never comes."""
    finding = Finding([], {})
    candidates = _candidates(source, root)
    artists: "dict[str, set[str]]" = {}
    for candidate in candidates:
        artists.setdefault(candidate.language, set()).add(candidate.comments.get("artist", ""))
        if candidate.language in source.reserved:
            finding.leave(f"{candidate.language}: {source.reserved[candidate.language]}")
            seen.add(candidate.sha1)

    outputs: "set[str]" = set()
    for candidate in candidates:
        if candidate.language in source.reserved:
            continue
        if source.excluded is not None and source.excluded.match(candidate.name):
            finding.leave("not speech")
            continue
        if candidate.sha1 in seen:
            finding.leave("a copy of another file")
            continue
        seen.add(candidate.sha1)
        speaker = _speaker(source, candidate, artists)
        # One voice may speak several languages.
        prefix = f"{candidate.language}_" if source.speaker else ""
        stem = f"speech/{source.name}/{speaker}/{prefix}{slug(candidate.name)}"
        output, number = stem + ".flac", 2
        while output in outputs:
            output, number = f"{stem}-{number}.flac", number + 1
        outputs.add(output)
        finding.recordings.append(Recording(
            candidate.file, candidate.origin, candidate.sha1, source.package, output, speaker, source.sex,
            candidate.language, tags.coding(candidate.file, candidate.head, candidate.comments),
            tags.licence(candidate.comments, source.licence)))
    return finding
