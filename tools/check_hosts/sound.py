# SPDX-License-Identifier: GPL-3.0-or-later
"""A noisy voice for the hosts, and the comparison of what a host made of it with what `winnow denoise` does.

Usage: sound.py make OUT.wav
       sound.py compare WINNOW SOUND.wav RENDERED.wav [OPTION OF winnow denoise]...

`make` writes 4 s of stereo, 16 bit, 48 kHz: a vowel that comes and goes in noise, the same every time.
`compare` prints the level of the difference re the sound, in dB, and leaves with 1 above -100 dB. Sample for sample,
without a shift: the host removes the latency. But the engine's frames begin where the host began to run it, in the
silence before the sound, which no one tells; silence of every length up to a longest hop is tried for the command.
"""

import array
import math
import random
import struct
import subprocess
import sys
import tempfile
import wave

RATE = 48000
HIGHEST_DIFFERENCE_DB = -100
LONGEST_HOP = 1024  # samples; frames of 64 ms at an overlap of 4, and more
FIRST_STEP = 32     # samples, between which the difference falls steadily towards the right place


def make(path: str) -> None:
    generator = random.Random(1)
    samples = array.array("h")
    for i in range(4 * RATE):
        t = i / RATE
        loudness = max(0.0, math.sin(2 * math.pi * 1.3 * t)) ** 2
        voice = sum(math.sin(2 * math.pi * 130 * k * t) / k for k in range(1, 25))
        for share in (1.0, 0.6):
            value = 0.1 * share * loudness * voice + generator.gauss(0, 0.03)
            samples.append(max(-32768, min(32767, round(32768 * value))))
    if sys.byteorder == "big":
        samples.byteswap()
    with wave.open(path, "wb") as writer:
        writer.setparams((2, 2, RATE, 0, "NONE", ""))
        writer.writeframes(samples.tobytes())


def read_floats(path: str) -> array.array:
    """Samples of a RIFF file of 32 bit floats, which `wave` does not read."""
    with open(path, "rb") as file:
        if file.read(12)[8:] != b"WAVE":
            raise ValueError(f"{path}: no WAV file")
        bits = 0
        while len(header := file.read(8)) == 8:
            kind, size = struct.unpack("<4sI", header)
            body = file.read(size + size % 2)[:size]
            if kind == b"fmt ":
                bits = struct.unpack("<HHIIHH", body[:16])[5]
            if kind == b"data":
                if bits != 32:
                    raise ValueError(f"{path}: {bits} bits a sample; 32 bit floats wanted")
                samples = array.array("f", body)
                if sys.byteorder == "big":
                    samples.byteswap()
                return samples
    raise ValueError(f"{path}: no samples")


def level_of_difference(a: array.array, b: array.array) -> float:
    """In dB re the level of a; -inf where they are equal, inf where they are not of one length or a is silent."""
    energy = sum(x * x for x in a)
    if energy == 0 or len(a) != len(b):
        return math.inf
    difference = sum((x - y) ** 2 for x, y in zip(a, b))
    return 10 * math.log10(difference / energy) if difference > 0 else -math.inf


def denoise(winnow: str, sound: str, silence: int, options: list[str]) -> array.array:
    """What the command makes of the sound behind that many samples of silence, without them."""
    with wave.open(sound) as reader:
        parameters, samples = reader.getparams(), reader.readframes(reader.getnframes())
    frame = parameters.nchannels * parameters.sampwidth
    with tempfile.TemporaryDirectory() as folder:
        delayed, clean = f"{folder}/delayed.wav", f"{folder}/clean.wav"
        with wave.open(delayed, "wb") as writer:
            writer.setparams(parameters)
            writer.writeframes(bytes(silence * frame) + samples)
        subprocess.run([winnow, "denoise", "--quiet", delayed, "-o", clean, "--bit-depth", "32f", *options], check=True)
        return read_floats(clean)[silence * parameters.nchannels:]


def compare(winnow: str, sound: str, rendered: str, options: list[str]) -> tuple[float, int]:
    """The least level of the difference, and the silence it is found at."""
    host = read_floats(rendered)
    levels = {}

    def level(silence: int) -> float:
        silence %= LONGEST_HOP
        if silence not in levels:
            levels[silence] = level_of_difference(denoise(winnow, sound, silence, options), host)
        return levels[silence]

    best = min(range(0, LONGEST_HOP, FIRST_STEP), key=level)
    step = FIRST_STEP
    while step > 1 and level(best) > HIGHEST_DIFFERENCE_DB:
        step //= 2
        best = min((best - step, best, best + step), key=level)
    return level(best), best % LONGEST_HOP


def main() -> int:
    if sys.argv[1] == "make":
        make(sys.argv[2])
        return 0
    level, silence = compare(sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:])
    print(f"difference {level:.1f} dB, after {silence} samples of silence")
    return 0 if level <= HIGHEST_DIFFERENCE_DB else 1


if __name__ == "__main__":
    sys.exit(main())
