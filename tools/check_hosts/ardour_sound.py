# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts a stereo WAV file on the track of a saved Ardour 7 session, and the session's range around it.

Usage: ardour_sound.py SESSION_FOLDER SOUND.wav
Ardour's Lua cannot import files without its window; the session file is XML and can say the same.
"""

import shutil
import sys
import wave
import xml.etree.ElementTree as ET
from pathlib import Path


TICKS = 282_240_000  # a second, in which Ardour 7 writes times ("a..."), so that every usual rate divides it


def add_sound(session: Path, sound: Path) -> None:
    with wave.open(str(sound)) as reader:
        channels = reader.getnchannels()
        end = reader.getnframes() * TICKS // reader.getframerate()
    file = session / "check.ardour"
    tree = ET.parse(file)
    root = tree.getroot()
    first = int(root.get("id-counter"))
    sources = [str(first + c) for c in range(channels)]
    region, location = str(first + channels), str(first + channels + 1)
    root.set("id-counter", str(first + channels + 2))

    name = sound.name
    (folder,) = (session / "interchange").glob("*/audiofiles")
    shutil.copy(sound, folder / name)
    for channel, source in enumerate(sources):
        ET.SubElement(root.find("Sources"), "Source", name=name, type="audio", flags="", id=source,
                      channel=str(channel))
    properties = {
        "name": "voice.1", "type": "audio", "id": region, "channels": str(channels),
        "length": f"a{end}@a0", "start": "a0", "opaque": "1", "muted": "0", "whole-file": "0",
        "default-fade-in": "1", "default-fade-out": "1", "fade-in-active": "0", "fade-out-active": "0",
        "scale-amplitude": "1", "envelope-active": "0",
    }
    for channel, source in enumerate(sources):
        properties[f"source-{channel}"] = properties[f"master-source-{channel}"] = source
    playlist = root.find("Playlists/Playlist[@name='voice']")
    ET.SubElement(playlist, "Region", properties)
    ET.SubElement(root.find("Locations"), "Location", {
        "id": location, "name": "session", "start": "a0", "end": f"a{end}",
        "flags": "IsSessionRange", "locked": "0"})
    tree.write(file, encoding="UTF-8", xml_declaration=True)


if __name__ == "__main__":
    add_sound(Path(sys.argv[1]), Path(sys.argv[2]))
