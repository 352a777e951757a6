#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`mpirun -n N winnow train` with 1 to 4 ranks: the bytes of a run without mpirun; errors and wrong usage, too.

Usage: train_ranks.py WINNOW [--method nmf|online|unfolded]"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

import winnow_corpus
from kill_and_resume import METHODS, options_of


def run(winnow, ranks, folder, method, more):
    command = winnow_corpus.under_mpirun(winnow, ranks) + [
        "train", "--speech", str(folder / "speech"), "--noise", str(folder / "noise"), "--seed", "4", "--threads", "1",
        "--name", "x"] + options_of(method, 1) + more
    return subprocess.run(command, env=winnow_corpus.ENVIRONMENT, capture_output=True, text=True)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("winnow")
    options.add_argument("--method", choices=METHODS, default="nmf")
    options = options.parse_args()
    wrong = []

    def check(holds, what):
        if not holds:
            wrong.append(what)

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        winnow_corpus.write_corpus(folder)

        def train(ranks, *more):
            return run(options.winnow, ranks, folder, options.method, list(more))

        for ranks in range(5):
            result = train(ranks, "-o", str(folder / f"{ranks}.winnow"))
            check(result.returncode == 0, f"{ranks} ranks end with {result.returncode}: {result.stderr}")
            check(result.stdout.count("speech ") == 1, f"{ranks} ranks say more than once: {result.stdout}")
        models = {(folder / f"{ranks}.winnow").read_bytes() for ranks in range(5)}
        check(len(models) == 1, "the models differ")

        output = str(folder / "none.winnow")
        result = train(3, "-o", output, "--iterations" if options.method == "unfolded" else "--steps", "3")
        check(result.returncode == 2, f"wrong usage ends with {result.returncode}")
        check(result.stderr.count("belongs to --method") == 1, f"wrong usage: {result.stderr}")
        result = train(3, "-o", str(folder / "1.winnow"))
        check(result.returncode == 1 and "--force" in result.stderr, f"an existing file: {result.stderr}")

        (folder / "speech/ben/broken.wav").write_text("this is text")
        result = train(3, "-o", output)
        check(result.returncode == 1, f"a broken recording ends with {result.returncode}")
        check(result.stderr.count("broken.wav") == 1, f"a broken recording: {result.stderr}")
        check(not pathlib.Path(output).exists(), "a model of a failed training was written")
    sys.exit("\n".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main()
