# SPDX-License-Identifier: GPL-3.0-or-later
"""How clean a recording of speech is. docs/CORPUS.md tells why these measures and how they behave on known noise."""

import math
from dataclasses import asdict, dataclass
from operator import mul

from .spectrum import frame_size, power_spectra

MAX_FRAMES = 400  # of a long file, spread over it
MIN_FRAMES = 8
ACTIVE_DB = 25  # speech: frames less than this below the loud ones (the 95th percentile)
SILENCE = 1e-10  # mean square of frames that tell nothing of the room: digital silence
# Of a band's power over time, in all frames: a pause, or a moment in which the voice has nothing there.
FLOOR_QUANTILE = 0.10
# A gate hides the noise in the pauses, not between the partials of the voice. In the active frames of clean recordings
# the 5 % quantile lies some 30 dB below the speech, because of the speech itself; so it counts 12 dB less.
ACTIVE_FLOOR_QUANTILE, ACTIVE_FLOOR_DB = 0.05, 12
TOP_HZ = 8000  # the denoiser learns up to here
BANDWIDTH_DB = 60  # the long-term spectrum has fallen by this much above the bandwidth
CLIPPED = 0.99  # of full scale

# What a coding leaves: 1 lossless; G.722 spends two bits a sample on everything above 4 kHz; gsm is telephone quality.
CODINGS = {"wav": 1.0, "flac": 1.0, "vorbis": 0.9, "opus": 0.9, "g722": 0.7, "mp3+vorbis": 0.7, "alaw": 0.5,
           "ulaw": 0.5, "adpcm": 0.5, "gsm": 0.3}
UNKNOWN_CODING = 0.5


@dataclass(frozen=True)
class Measures:
    speech_db: float  # level of the active frames, dB re full scale (mean square 1)
    snr_db: float  # speech level over noise floor
    depth_db: float  # the same in each band, averaged over the bands: shows hiss that speech outweighs below 4 kHz
    bandwidth_hz: int
    clipped: float  # share of samples at full scale or beyond

    def as_dict(self) -> "dict[str, float]":
        return asdict(self)


def decibels(power: float) -> float:
    return 10 * math.log10(max(power, 1e-20))


def mean_square(samples) -> float:
    return sum(map(mul, samples, samples)) / max(1, len(samples))


def quantile(values: "list[float]", share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _band_edges(rate: int, hz: float, bins: int) -> "list[int]":
    """Bins at which the bands begin, and the end of the last: 100 Hz to 8 kHz, about two ERB wide."""
    edges, frequency, top = [], 100.0, min(TOP_HZ, 0.97 * rate / 2)
    while frequency < top:
        edges.append(frequency)
        frequency = 1.18 * frequency + 60
    edges.append(top)
    # Spectra begin with bin 1; a band is never empty.
    numbers: "list[int]" = []
    for edge in edges:
        number = min(bins, max(0, round(edge / hz) - 1))
        numbers.append(max(number, numbers[-1] + 1) if numbers else number)
    return numbers


def _bandwidth(spectra: "list[list[float]]", hz: float) -> int:
    """Upper end of the long-term spectrum, smoothed over 300 Hz."""
    bins = len(spectra[0])
    mean = [sum(column) for column in zip(*spectra)]
    reach = max(1, round(150 / hz))
    smooth = []
    for k in range(bins):
        around = mean[max(0, k - reach):k + reach + 1]
        smooth.append(sum(around) / len(around))
    threshold = max(smooth) * 10 ** (-BANDWIDTH_DB / 10)
    last = max(k for k, power in enumerate(smooth) if power >= threshold)
    # The top bin stands for the whole band: there is nothing above.
    return round(hz * (bins + 1) if last == bins - 1 else hz * (last + 1))


def measure(rate: int, samples) -> "Measures | None":
    """None for a file too short to say anything, and for digital silence."""
    size = frame_size(rate)
    count = len(samples) // size
    frames = range(count) if count <= MAX_FRAMES else [i * count // MAX_FRAMES for i in range(MAX_FRAMES)]
    starts = [i * size for i in frames]
    if len(starts) < MIN_FRAMES:
        return None
    hz = rate / size
    spectra = [spectrum for spectrum in power_spectra(samples, size, starts) if sum(spectrum) > SILENCE]
    if len(spectra) < MIN_FRAMES:
        return None
    levels = [sum(spectrum) for spectrum in spectra]
    threshold = quantile(levels, 0.95) * 10 ** (-ACTIVE_DB / 10)
    edges = _band_edges(rate, hz, len(spectra[0]))
    bands = [[sum(spectrum[a:b]) for a, b in zip(edges, edges[1:])] for spectrum in spectra]
    active = [i for i, level in enumerate(levels) if level >= threshold]

    speech, floor = [], []
    for column in zip(*bands):
        spoken = [column[i] for i in active]
        speech.append(sum(spoken) / len(spoken))
        hidden = quantile(spoken, ACTIVE_FLOOR_QUANTILE) * 10 ** (-ACTIVE_FLOOR_DB / 10)
        floor.append(max(quantile(list(column), FLOOR_QUANTILE), hidden, 1e-20))
    level = sum(levels[i] for i in active) / len(active)
    return Measures(
        speech_db=round(decibels(level), 1),
        snr_db=round(decibels(level / sum(floor)), 1),
        depth_db=round(sum(min(60.0, max(0.0, decibels(s / f))) for s, f in zip(speech, floor)) / len(floor), 1),
        bandwidth_hz=_bandwidth([spectra[i] for i in active], hz),
        clipped=round(sum(1 for v in samples if not -CLIPPED < v < CLIPPED) / len(samples), 5))


def _ramp(value: float, none: float, full: float) -> float:
    return min(1.0, max(0.0, (value - none) / (full - none)))


def cleanness(measures: "dict[str, float]", coding: str) -> float:
    """0 .. 1: noise floor (15 to 40 dB) times bandwidth (3.5 to 7.5 kHz) times coding times clipping (1 % to none)."""
    noise = _ramp(min(measures["snr_db"], measures["depth_db"]), 15, 40)
    bandwidth = _ramp(measures["bandwidth_hz"], 3500, 7500)
    clipping = _ramp(-measures["clipped"], -0.01, -0.0005)
    return round(noise * bandwidth * CODINGS.get(coding, UNKNOWN_CODING) * clipping, 2)
