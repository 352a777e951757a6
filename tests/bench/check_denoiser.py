#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a denoiser must not do, in figures: clean speech through it, noise alone, other levels, other rates.

Usage: tests/bench/check_denoiser.py SET [--model M.winnow] [--noise DIR] [--pairs N]
SET has the folders clean/ and noisy/ with files of the same names (as `winnow evaluate` takes them). Noise alone is
taken from --noise, a folder with a subfolder for each kind, or else is noisy - clean of the set.
Needs numpy, scipy and soundfile, and the programs of the release preset.
"""
import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

WINNOW = Path(__file__).resolve().parents[2] / "build/release/bin/winnow"


def denoised(signals, rate, model):
    """Every signal through `winnow denoise`, without an attenuation limit."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in", Path(folder) / "out"
        source.mkdir()
        for i, x in enumerate(signals):
            soundfile.write(source / f"{i}.wav", x, rate, subtype="FLOAT")
        subprocess.run([WINNOW, "denoise", source, "--out-dir", target, "--amount", "100", "--model", model, "-q"],
                       check=True)
        return [soundfile.read(target / f"{i}.wav")[0] for i in range(len(signals))]


def si_sdr(reference, estimate):
    estimate, reference = estimate - estimate.mean(), reference - reference.mean()
    target = (estimate @ reference) / (reference @ reference) * reference
    return 10 * np.log10((target @ target) / ((estimate - target) @ (estimate - target)))


def level_db(x):
    return 10 * np.log10(np.mean(x ** 2) + 1e-20)


def evaluate(clean, noisy, model):
    import json
    text = subprocess.run([WINNOW, "evaluate", "--clean", clean, "--noisy", noisy, "--model", model, "--json", "-q"],
                          check=True, capture_output=True, text=True).stdout
    return json.loads(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("set", type=Path)
    parser.add_argument("--model", default="factory")
    parser.add_argument("--noise", type=Path)
    parser.add_argument("--pairs", type=int, default=30)
    args = parser.parse_args()

    names = sorted(p.name for p in (args.set / "clean").iterdir() if (args.set / "noisy" / p.name).exists())
    if not names:
        sys.exit(f"{args.set}: no file is in both clean/ and noisy/")
    scores = evaluate(args.set / "clean", args.set / "clean", args.model)["mean"]["estimate"]
    print(f"clean speech in: SI-SDR {scores['si_sdr']:.1f} dB, STOI {scores['stoi']:.3f}, ESTOI {scores['estoi']:.3f}")

    step = max(1, len(names) // args.pairs)
    rates = {soundfile.info(args.set / "clean" / n).samplerate for n in names}
    rate = max(rates)
    names = [n for n in names if soundfile.info(args.set / "clean" / n).samplerate == rate][::step]
    clean = [soundfile.read(args.set / "clean" / n)[0] for n in names]
    noisy = [soundfile.read(args.set / "noisy" / n)[0] for n in names]

    kinds = {}
    if args.noise:
        for path in sorted(args.noise.glob("*/*")):
            if soundfile.info(path).samplerate == 16000:
                kinds.setdefault(path.parent.name, []).append(soundfile.read(path)[0][:16000 * 15])
        noise_rate = 16000
    else:
        kinds["all"], noise_rate = [n - c for n, c in zip(noisy, clean)], rate
    sounds = [(kind, x) for kind, xs in kinds.items() for x in xs if len(x) >= 2 * noise_rate]
    out = denoised([x for _, x in sounds], noise_rate, args.model)
    drops = [(kind, level_db(x[noise_rate:]) - level_db(y[noise_rate:])) for (kind, x), y in zip(sounds, out)]
    print(f"noise alone, after a second: {np.median([d for _, d in drops]):.1f} dB down in the median")
    for kind in sorted({kind for kind, _ in drops}):
        print(f"    {kind}: {np.median([d for k, d in drops if k == kind]):.1f} dB")

    plain = denoised(noisy, rate, args.model)
    for db in (-30, 10):
        gain = 10 ** (db / 20)
        scaled = denoised([gain * x for x in noisy], rate, args.model)
        worst = max(np.abs(y - gain * x).max() / (gain * np.abs(x).max()) for x, y in zip(plain, scaled))
        print(f"{db:+d} dB in: the same scaled, but for {20 * np.log10(worst):.0f} dB of the peak")

    base = np.mean([si_sdr(c, y) - si_sdr(c, x) for c, x, y in zip(clean, noisy, plain)])
    print(f"{rate} Hz: {base:+.2f} dB")
    for other in (8000, 16000, 32000, 44100, 48000, 96000):
        if other == rate:
            continue
        divisor = np.gcd(other, rate)
        up, down = other // divisor, rate // divisor
        moved = [resample_poly(x, up, down) for x in noisy]
        target = [resample_poly(x, up, down) for x in clean]
        better = np.mean([si_sdr(c, y) - si_sdr(c, x) for c, x, y in zip(target, moved, denoised(moved, other, args.model))])
        print(f"as {other} Hz: {better:+.2f} dB")


if __name__ == "__main__":
    main()
