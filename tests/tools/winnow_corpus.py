# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of `winnow train` as a process share: a small corpus, and processes under mpirun."""
import math
import os
import pathlib
import random
import struct
import wave

# mpirun refuses root and more ranks than cores unless told; containers and this test need both.
ENVIRONMENT = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
                   OMPI_MCA_rmaps_base_oversubscribe="1", OMPI_MCA_mpi_yield_when_idle="1")


def under_mpirun(winnow, ranks):
    """The start of a command line; 0 ranks: without mpirun."""
    return ["mpirun", "--oversubscribe", "-n", str(ranks), winnow] if ranks > 0 else [winnow]


def write_wave(path, samples, rate=8000):
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        clipped = (max(-32767, min(32767, round(32767 * x))) for x in samples)
        file.writeframes(b"".join(struct.pack("<h", x) for x in clipped))


def write_raw_wave(path, samples, size, first=0, rate=8000):
    """`size` bytes of 16-bit samples, from byte `first` on, again and again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        while size > 0:
            part = samples[first:first + size]
            file.writeframesraw(part)
            size -= len(part)
            first = 0


def voice(seconds, pitch, seed, rate=8000):
    """Syllables of harmonics, so that there is something to learn."""
    draw = random.Random(seed)
    out = []
    while len(out) < seconds * rate:
        length, f = draw.randrange(rate // 8, rate // 4), pitch * draw.uniform(0.8, 1.25)
        formant = draw.uniform(400, 2500)
        gains = [1 / (1 + ((h * f - formant) / 300) ** 2) for h in range(1, 16)]
        for n in range(length):
            swell = math.sin(math.pi * n / length)
            out.append(0.2 * swell * sum(g * math.sin(2 * math.pi * (h + 1) * f * n / rate)
                                         for h, g in enumerate(gains)))
    return out[:int(seconds * rate)]


def hiss(seconds, smooth, seed, rate=8000):
    draw, out, last = random.Random(seed), [], 0.0
    for _ in range(int(seconds * rate)):
        last = smooth * last + (1 - smooth) * draw.gauss(0, 0.3)
        out.append(last)
    return out


def write_corpus(folder, copies=1, seconds=1.5):
    """Two voices and two noises; with more copies, as many different recordings of each."""
    folder = pathlib.Path(folder)
    for i in range(copies):
        write_wave(folder / f"speech/ann/{i}.wav", voice(seconds, 200, 2 * i))
        write_wave(folder / f"speech/ben/{i}.wav", voice(seconds, 110, 2 * i + 1))
        write_wave(folder / f"noise/hiss/{i}.wav", hiss(seconds, 0.0, 2 * i))
        write_wave(folder / f"noise/rumble/{i}.wav", hiss(seconds, 0.9, 2 * i + 1))


def children(pid):
    """Processes that a process has started, by the system's list."""
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def signal_process(pid, number):
    os.kill(pid, number)
