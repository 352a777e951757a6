#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills `winnow train` at random moments, goes on with --resume, and compares the model with an unbroken run's.

Usage: kill_and_resume.py WINNOW [--method nmf|online|unfolded] [--kills N] [--seed S] [--ranks N]
With --ranks each run is under mpirun, and the signal goes to one rank chosen by chance."""
import argparse
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

import winnow_corpus

METHODS = {
    "nmf": ["--method", "nmf", "--rate", "8000", "--speech-atoms", "8", "--noise-atoms", "4",
            "--iterations", "600", "--max-frames", "600"],
    "online": ["--method", "nmf", "--online", "--rate", "8000", "--speech-atoms", "8", "--noise-atoms", "4",
               "--max-frames", "2000"],
    "unfolded": ["--method", "unfolded", "--steps", "60", "--batch", "2", "--mixture-seconds", "0.5",
                 "--max-frames", "60", "--atoms1", "8", "--speech-atoms", "6", "--noise-atoms", "4"],
}
# SIGTERM and SIGINT let the program keep its work and end with 128 + number; SIGKILL does not.
SIGNALS = [signal.SIGKILL, signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT]


def options_of(method, ranks):
    """Fewer iterations under mpirun: where cores are shared, every exchange of an iteration waits for a time slice."""
    words = list(METHODS[method])
    if ranks > 0 and "--iterations" in words:
        words[words.index("--iterations") + 1] = "60"
    return words


class Training:
    """One command line, run again and again."""

    def __init__(self, winnow, method, folder, ranks):
        self.folder, self.ranks = folder, ranks
        self.start = winnow_corpus.under_mpirun(winnow, ranks) + [
            "train", "--speech", str(folder / "speech"), "--noise", str(folder / "noise"), "--seed", "4",
            "--threads", "1", "--name", "x", "-q"] + options_of(method, ranks)

    def command(self, output, more=()):
        return self.start + ["-o", str(self.folder / output), *more]

    def unbroken(self):
        began = time.monotonic()
        subprocess.run(self.command("whole.winnow"), check=True, env=winnow_corpus.ENVIRONMENT)
        return (self.folder / "whole.winnow").read_bytes(), time.monotonic() - began

    def broken(self, draw, longest):
        """Starts or goes on, and sends a signal after a random time. Returns whether the training ended before."""
        checkpoint = self.folder / "part"
        more = ["--checkpoint", str(checkpoint), "--checkpoint-minutes", "0", "--force"]
        if checkpoint.exists():
            more.append("--resume")
        process = subprocess.Popen(self.command("broken.winnow", more), stderr=subprocess.PIPE,
                                   env=winnow_corpus.ENVIRONMENT, start_new_session=True)
        sent = draw.choice(SIGNALS)
        try:
            process.wait(draw.uniform(0, longest))
        except subprocess.TimeoutExpired:
            self.send(process, sent, draw)
        error = process.communicate()[1].decode(errors="replace")
        if process.returncode == 0:
            return True
        if self.ranks == 0:
            expected = {-sent, 128 + sent}
            if process.returncode not in expected:
                sys.exit(f"ended with {process.returncode} after {sent.name}: {error}")
        return False

    def send(self, process, number, draw):
        targets = [process.pid]
        if self.ranks > 0 and number == signal.SIGKILL:
            targets = winnow_corpus.children(process.pid) or targets
        try:
            winnow_corpus.signal_process(draw.choice(targets), number)
        except ProcessLookupError:
            pass  # it has just ended


def main():
    options = argparse.ArgumentParser()
    options.add_argument("winnow")
    options.add_argument("--method", choices=METHODS, default="nmf")
    options.add_argument("--kills", type=int, default=4)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--ranks", type=int, default=0)
    options = options.parse_args()
    draw = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        winnow_corpus.write_corpus(folder)
        training = Training(options.winnow, options.method, folder, options.ranks)
        expected, seconds = training.unbroken()
        kills = finished = 0
        while kills < options.kills or finished == 0 or (folder / "part").exists():
            # Once there were enough, the training may end.
            longest = 1.2 * seconds if kills < options.kills else 100 * seconds + 60
            if not training.broken(draw, longest):
                kills += 1
                continue
            finished += 1
            if (folder / "broken.winnow").read_bytes() != expected:
                sys.exit(f"after {kills} kills the model differs from the unbroken run's")
            (folder / "broken.winnow").unlink()
    print(f"{options.method}: {kills} kills, {finished} trainings ended, all with the bytes of the unbroken run")
    if finished == 0:
        sys.exit("no training ended: nothing was compared")


if __name__ == "__main__":
    main()
