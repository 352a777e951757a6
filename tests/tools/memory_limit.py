#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains within --memory on a corpus some times as large, and without a limit; measures the peak of the resident size
and compares the models.

Usage: memory_limit.py WINNOW [--method nmf|online|unfolded] [--memory MEGABYTES] [--times N]
The decoded sound (unfolded), or the frames drawn (nmf), are N times the memory."""
import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import winnow_corpus

MEGA = 1 << 20
METHODS = {
    "nmf": ["--method", "nmf", "--rate", "8000", "--speech-atoms", "16", "--noise-atoms", "8",
            "--iterations", "6", "--max-frames", "0"],
    "online": ["--method", "nmf", "--online", "--rate", "8000", "--speech-atoms", "16", "--noise-atoms", "8",
               "--max-frames", "0"],
    "unfolded": ["--method", "unfolded", "--steps", "4", "--batch", "2", "--mixture-seconds", "1",
                 "--max-frames", "200", "--atoms1", "16", "--speech-atoms", "12", "--noise-atoms", "8"],
}
# Bytes of what is kept of a second of sound: floats at 16 kHz; the louder 70 % of 31.25 frames of 257 bins (512 samples,
# hop 256 at 8 kHz).
BYTES_A_SECOND = {"unfolded": 4 * 16000, "nmf": 0.7 * 8000 / 256 * 257 * 4, "online": 0.7 * 8000 / 256 * 257 * 4}


def write_corpus(folder, seconds):
    """Noise at 8 kHz: quick to make, and every recording another."""
    draw = random.Random(3)
    samples = draw.randbytes(2 * 8000 * 120)
    each, count = seconds / 8, 8
    for i in range(count):
        kind = ("speech/ann", "speech/ben", "noise/hiss", "noise/rumble")[i % 4]
        path = folder / f"{kind}/{i}.wav"
        winnow_corpus.write_raw_wave(path, samples, 2 * int(8000 * each), first=2 * draw.randrange(8000 * 100))


def train(winnow, method, folder, output, more):
    """The peak of the resident size in bytes."""
    command = [winnow, "train", "--speech", str(folder / "speech"), "--noise", str(folder / "noise"), "--seed", "4",
               "--threads", "2", "--name", "x", "-q", "-o", str(folder / output)] + METHODS[method] + more
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"ended with status {status}: {' '.join(command)}")
    return usage.ru_maxrss * 1024


def main():
    options = argparse.ArgumentParser()
    options.add_argument("winnow")
    options.add_argument("--method", choices=METHODS, default="nmf")
    options.add_argument("--memory", type=int, default=80)
    options.add_argument("--times", type=float, default=2)
    options = options.parse_args()
    limit = options.memory * MEGA
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_corpus(folder, options.times * limit / BYTES_A_SECOND[options.method])
        limited = train(options.winnow, options.method, folder, "limited.winnow",
                        ["--memory", f"{options.memory}M", "--cache", name])
        free = train(options.winnow, options.method, folder, "free.winnow", [])
        left = sorted(path.name for path in folder.iterdir())
        same = (folder / "limited.winnow").read_bytes() == (folder / "free.winnow").read_bytes()
    print(f"{options.method}: {options.memory} MB allowed, {limited / MEGA:.1f} MB used, "
          f"{free / MEGA:.1f} MB without a limit")
    if not same:
        sys.exit("the models differ")
    if limited > 1.1 * limit:
        sys.exit("the limit was exceeded by more than a tenth")
    if free < options.times * limit:
        sys.exit("the corpus is too small for this test to show anything")
    if left != ["free.winnow", "limited.winnow", "noise", "speech"]:
        sys.exit(f"something is left: {left}")


if __name__ == "__main__":
    main()
