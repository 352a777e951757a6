# SPDX-License-Identifier: GPL-3.0-or-later
"""Decoding and encoding, by the program ffmpeg."""

import array
import os
import pathlib
import struct
import subprocess
import sys

# Below this is no speech, but hum, rumble and offsets of old sound cards.
HIGH_PASS_HZ = 40
# Nobody hears more; one package has a file at 128 kHz.
MAX_RATE = 48000


class SoundError(Exception):
    """A file that cannot be read or written; the message names it."""


def _run(arguments: "list[str]", path: pathlib.Path, data: bytes = b"") -> bytes:
    command = ["ffmpeg", "-v", "error", "-nostdin" if not data else "-y"] + arguments
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False)
    except OSError as error:
        raise SoundError(f"{path}: cannot start ffmpeg: {error.strerror}") from error
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise SoundError(f"{path}: ffmpeg: {lines[-1] if lines else 'failed without a word'}")
    return done.stdout


def _wave(data: bytes, path: pathlib.Path) -> "tuple[int, array.array[float]]":
    """A 32-bit float mono WAV whose sizes are unknown, as ffmpeg writes it into a pipe."""
    rate, at = 0, 12
    while data[:4] == b"RIFF" and at + 8 <= len(data):
        name, size = data[at:at + 4], struct.unpack_from("<I", data, at + 4)[0]
        if name == b"fmt ":
            (rate,) = struct.unpack_from("<I", data, at + 12)
        elif name == b"data" and rate > 0:
            samples = array.array("f")
            body = data[at + 8:at + 8 + size]
            samples.frombytes(body[:len(body) // 4 * 4])
            if sys.byteorder == "big":
                samples.byteswap()
            return rate, samples
        at += 8 + size + size % 2
    raise SoundError(f"{path}: ffmpeg gave no sound")


def decode(path: pathlib.Path, coding: str) -> "tuple[int, array.array[float]]":
    """Rate in Hz and samples, full scale 1 (lossy codings go beyond): channels averaged, high-passed at 40 Hz."""
    form = ["-f", "g722"] if coding == "g722" else []
    for rate_option in ([], ["-ar", str(MAX_RATE)]):
        output = _run(form + ["-i", str(path), "-map", "0:a:0", "-ac", "1",
                              "-af", f"highpass=f={HIGH_PASS_HZ}:poles=2"] + rate_option +
                      ["-c:a", "pcm_f32le", "-bitexact", "-f", "wav", "-"], path)
        rate, samples = _wave(output, path)
        if rate <= MAX_RATE:
            break
    return rate, samples


def encode(path: pathlib.Path, rate: int, samples: "array.array[float]") -> None:
    """Writes mono 16-bit FLAC; under its name only once it is whole."""
    part = path.with_name(path.name + ".part")
    if sys.byteorder == "big":
        samples = array.array("f", samples)
        samples.byteswap()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _run(["-f", "f32le", "-ar", str(rate), "-ac", "1", "-i", "-", "-c:a", "flac", "-sample_fmt", "s16", "-bitexact",
              "-map_metadata", "-1", "-f", "flac", str(part)], path, samples.tobytes())
        os.replace(part, path)
    except OSError as error:
        raise SoundError(f"{path}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
