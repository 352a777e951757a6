# SPDX-License-Identifier: GPL-3.0-or-later
"""From a package's sound file to one of the corpus: decoded, measured, trimmed, faded, written."""

import pathlib

from . import ffmpeg
from .measures import decibels, mean_square, measure, quantile
from .pitch import pitch
from .recordings import Recording

BLOCK_SECONDS = 0.01
BEFORE_SECONDS, AFTER_SECONDS = 0.1, 0.15  # stay around the speech: soft consonants, the end of a sound in the room
FADE_SECONDS = 0.01
MIN_SPEECH_SECONDS = 0.3
MIN_SPEECH_DB = -60.0  # re full scale: below, 16 bits were too few
PEAK = 0.98  # louder files are scaled down to it; the others keep their level, because the trainer chooses levels


def speech_range(rate: int, samples, speech_db: float) -> "tuple[int, int]":
    """First sample of speech and one past the last: blocks 8 dB above the quietest tenth, but no lower than 35 dB below
    the speech and no higher than 20. Equal where no block is."""
    size = max(1, int(BLOCK_SECONDS * rate))
    levels = [decibels(mean_square(samples[i:i + size])) for i in range(0, len(samples), size)]
    if not levels:
        return 0, 0
    threshold = min(max(quantile(levels, 0.1) + 8, speech_db - 35), speech_db - 20)
    loud = [i for i, level in enumerate(levels) if level >= threshold]
    return (loud[0] * size, min(len(samples), (loud[-1] + 1) * size)) if loud else (0, 0)


def _faded(samples, length: int):
    length = min(length, len(samples) // 2)
    for i in range(length):
        gain = (i + 0.5) / length
        samples[i] *= gain
        samples[-1 - i] *= gain
    return samples


def prepare(recording: Recording, corpus: pathlib.Path) -> "dict[str, object]":
    """Writes the file and tells about it; or, under "rejected", why there is none.

    Raises ffmpeg.SoundError, naming the file, when it cannot be read or written."""
    rate, samples = ffmpeg.decode(recording.file, recording.coding)
    measures = measure(rate, samples)
    if measures is None:
        return {"rejected": "too short"}
    if measures.speech_db < MIN_SPEECH_DB:
        return {"rejected": "silent"}
    first, last = speech_range(rate, samples, measures.speech_db)
    if last - first < MIN_SPEECH_SECONDS * rate:
        return {"rejected": "too short"}
    kept = samples[max(0, first - int(BEFORE_SECONDS * rate)):last + int(AFTER_SECONDS * rate)]
    kept = _faded(kept, int(FADE_SECONDS * rate))
    peak = max(max(kept), -min(kept))
    if peak > PEAK:
        for i, value in enumerate(kept):
            kept[i] = value * (PEAK / peak)
    ffmpeg.encode(corpus / recording.output, rate, kept)
    return {"sample_rate": rate, "seconds": round(len(kept) / rate, 2), "rms_db": round(decibels(mean_square(kept)), 1),
            "pitch_hz": pitch(rate, kept), "measures": measures.as_dict()}
