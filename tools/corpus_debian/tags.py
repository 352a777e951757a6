# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sound file says about itself: its coding, and the comments of Ogg files (artist, copyright)."""

import pathlib
import struct

# Comments are in an Ogg file's second packet: this much holds them unless a picture is among them.
HEAD = 65536

# Words of a licence whose version nothing here reads.
UNCLEAR = ("gfdl", "free documentation", "creative commons", "cc-by", "cc by", "rights reserved")

WAVE_FORMATS = {1: "wav", 2: "adpcm", 3: "wav", 6: "alaw", 7: "ulaw", 0x11: "adpcm", 0x31: "gsm", 0xFFFE: "wav"}


def head(path: pathlib.Path) -> bytes:
    with open(path, "rb") as file:
        return file.read(HEAD)


def comments(data: bytes) -> "dict[str, str]":
    """Vorbis comments of Ogg Vorbis and Opus, names in lower case; empty where there are none or they are damaged."""
    for mark in (b"\x03vorbis", b"OpusTags"):
        at = data.find(mark)
        if at >= 0:
            at += len(mark)
            break
    else:
        return {}
    found = {}
    try:
        at += 4 + struct.unpack_from("<I", data, at)[0]  # the encoder's name
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
        for _ in range(count):
            (length,) = struct.unpack_from("<I", data, at)
            text = data[at + 4:at + 4 + length].decode("utf-8", "replace")
            at += 4 + length
            name, _, value = text.partition("=")
            found[name.lower()] = value.strip()
    except struct.error:
        return {}
    return found


def coding(path: pathlib.Path, data: bytes, tags: "dict[str, str]") -> str:
    """How the sound was coded last; "mp3+vorbis" where the tags tell of an earlier lossy coding."""
    if data[:4] == b"OggS":
        if b"OpusHead" in data[:128]:
            return "opus"
        earlier = tags.get("transcoded", "").partition(";")[0].strip().lower()
        return f"{earlier}+vorbis" if earlier else "vorbis"
    if data[:4] == b"RIFF":
        at = data.find(b"fmt ")
        if at >= 0 and len(data) >= at + 10:
            return WAVE_FORMATS.get(struct.unpack_from("<H", data, at + 8)[0], "wave")
    return path.suffix.lstrip(".").lower()


def licence(tags: "dict[str, str]", of_package: str) -> str:
    """Licence of one recording: its own tags come before the package's statement.

    Tags that speak of a licence in words not known here give "unclear", under which nothing is trained."""
    said = " ".join(tags.get(name, "") for name in ("license", "licence", "copyright", "comments", "comment", "artist"))
    plain = " ".join(said.lower().split())
    if "version 2 of the license, or" in plain or "gpl v2+" in plain:
        return "GPL-2+"
    if "gpl v3+" in plain:
        return "GPL-3+"
    if plain.startswith("gpl 2") or " gpl 2" in plain:
        return "GPL-2"  # nothing is said of later versions
    if any(words in plain for words in UNCLEAR):
        return "unclear"
    return of_package
