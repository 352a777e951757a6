# SPDX-License-Identifier: GPL-3.0-or-later
"""What a package's copyright file says: Debian's machine-readable format (DEP-5), read as far as needed here."""

import gzip
import pathlib
import re


class NoticeError(Exception):
    """A copyright file that does not say what the table of sources rests on."""


def doc_folder(root: pathlib.Path, package: str) -> pathlib.Path:
    return root / "usr/share/doc" / package


def _plain(text: str) -> str:
    """Lower case, one blank between words: line breaks and the dots of empty lines mean nothing."""
    return " ".join(word for word in text.lower().split() if word != ".")


def _fields(stanza: str) -> "dict[str, str]":
    """Field names in lower case; continuation lines begin with a blank."""
    fields, name = {}, ""
    for line in stanza.splitlines():
        match = re.match(r"([A-Za-z-]+):(.*)", line)
        if match:
            name = match[1].lower()
            fields[name] = match[2].strip()
        elif name:
            fields[name] += "\n" + line.strip()
    return fields


def statement(text: str, files: str) -> str:
    """The stanza for `files` and the text of the licence it names, as plain words.

    Raises NoticeError when there is no such stanza."""
    stanzas = [_fields(part) for part in re.split(r"\n[ \t]*\n", text)]
    for stanza in stanzas:
        if files in stanza.get("files", "").split():
            own = stanza.get("license", "")
            licence = own.splitlines()[0].strip() if own else ""
            texts = [s["license"] for s in stanzas
                     if "files" not in s and s.get("license", "").splitlines()[:1] == [licence]]
            return _plain("\n".join([stanza.get("copyright", ""), stanza.get("comment", ""), own] + texts))
    raise NoticeError(f"has no stanza 'Files: {files}'")


def check(root: pathlib.Path, package: str, files: str, notice: "tuple[str, ...]") -> None:
    """Raises NoticeError, naming the file, unless the package still states what it was listed for."""
    path = doc_folder(root, package) / "copyright"
    try:
        said = statement(path.read_text(encoding="utf-8", errors="replace"), files)
    except OSError as error:
        raise NoticeError(f"{path}: {error.strerror}") from error
    except NoticeError as error:
        raise NoticeError(f"{path}: {error}") from error
    for words in notice:
        if words not in said:
            raise NoticeError(f"{path}: does not say '{words}' any more; read it and correct the table of sources")


def version(root: pathlib.Path, package: str) -> str:
    """Version of an unpacked package, from the first line of its changelog; empty where there is none."""
    try:
        with gzip.open(doc_folder(root, package) / "changelog.Debian.gz", "rt", encoding="utf-8") as changelog:
            match = re.match(r"\S+ \(([^)]+)\)", changelog.readline())
    except (OSError, UnicodeDecodeError):
        return ""
    return match[1] if match else ""
