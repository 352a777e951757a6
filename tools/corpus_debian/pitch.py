# SPDX-License-Identifier: GPL-3.0-or-later
"""A voice's pitch, good enough to guess its sex from many files."""

import math
import statistics
from operator import mul
from typing import Optional

LOW_HZ, HIGH_HZ = 60, 420
FRAME_SECONDS = 0.05
MAX_FRAMES = 30
VOICED = 0.6  # normalised autocorrelation
BETWEEN_HZ = 165  # men speak below, women and children above


def _thinned(rate: int, samples) -> "tuple[float, list[float]]":
    """About 4 kHz, by means of blocks: crude, but the pitch is far below what it folds."""
    step = max(1, round(rate / 4000))
    return rate / step, [sum(samples[i:i + step]) for i in range(0, len(samples) - step + 1, step)]


def _frame_pitch(frame: "list[float]", rate: float) -> Optional[float]:
    low, high = int(rate / HIGH_HZ), min(int(rate / LOW_HZ), len(frame) - 1)
    peaks, before, previous = [], 0.0, 0.0
    for lag in range(low, high + 1):
        head, tail = frame[:-lag], frame[lag:]
        energy = math.sqrt(sum(map(mul, head, head)) * sum(map(mul, tail, tail)))
        value = sum(map(mul, head, tail)) / energy if energy > 0 else 0.0
        if lag > low + 1 and previous >= VOICED and before < previous >= value:
            peaks.append((previous, lag - 1))
        before, previous = previous, value
    if not peaks:
        return None
    # The first that is nearly the best: multiples of the period correlate as well.
    best = max(value for value, _ in peaks)
    return rate / next(lag for value, lag in peaks if value >= 0.9 * best)


def pitch(rate: int, samples) -> Optional[float]:
    """Median over the loudest voiced frames, in Hz (Rabiner 1977: the peak of the autocorrelation)."""
    rate4k, thin = _thinned(rate, samples)
    size = int(FRAME_SECONDS * rate4k)
    frames = [thin[i:i + size] for i in range(0, len(thin) - size + 1, size)]
    frames.sort(key=lambda frame: -sum(map(mul, frame, frame)))
    found = [value for value in (_frame_pitch(frame, rate4k) for frame in frames[:MAX_FRAMES]) if value is not None]
    return round(statistics.median(found), 1) if len(found) >= 3 else None


def guessed_sex(pitches: "list[float]") -> str:
    """"M?" or "F?" (also children) for a voice's files; empty for too few."""
    if len(pitches) < 3:
        return ""
    return "M?" if statistics.median(pitches) < BETWEEN_HZ else "F?"
