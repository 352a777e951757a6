# SPDX-License-Identifier: GPL-3.0-or-later
"""Short-time power spectra with the standard library alone: a corpus is analysed once, and needs no more packages."""

import cmath
import functools
import math
from operator import mul


@functools.lru_cache(maxsize=None)
def _twiddles(size: int) -> "list[complex]":
    return [cmath.exp(-2j * math.pi * k / size) for k in range(size // 2)]


def fft(x: "list[complex]") -> "list[complex]":
    """Discrete Fourier transform, sizes that are powers of two: decimation in time (Cooley and Tukey 1965)."""
    size = len(x)
    if size == 1:
        return list(x)
    if size == 4:  # spares two levels of calls
        a, b, c, d = x
        s, t, u, v = a + c, a - c, b + d, (b - d) * -1j
        return [s + u, t + v, s - u, t - v]
    even, odd = fft(x[0::2]), fft(x[1::2])
    turned = list(map(mul, _twiddles(size), odd))
    return [p + q for p, q in zip(even, turned)] + [p - q for p, q in zip(even, turned)]


@functools.lru_cache(maxsize=None)
def _hann(size: int) -> "list[float]":
    return [0.5 - 0.5 * math.cos(2 * math.pi * (i + 0.5) / size) for i in range(size)]


def frame_size(rate: int) -> int:
    """The power of two nearest to 25 ms, in samples."""
    return 2 ** round(math.log2(0.025 * rate))


def power_spectra(samples, size: int, starts: "list[int]") -> "list[list[float]]":
    """Power in bins 1 .. size/2 - 1 of Hann-windowed frames; the bins of a frame sum to its mean square."""
    window = _hann(size)
    scale = 2 / (size * sum(map(mul, window, window)))
    spectra = []
    for first in range(0, len(starts), 2):
        # Two real frames are one complex transform: x from its even part, y from its odd part.
        pair = starts[first:first + 2]
        x = list(map(mul, window, samples[pair[0]:pair[0] + size]))
        y = list(map(mul, window, samples[pair[-1]:pair[-1] + size]))
        z = fft(list(map(complex, x, y)))
        even, odd = [], []
        for k in range(1, size // 2):
            a, b = z[k], z[size - k].conjugate()
            e, o = a + b, a - b
            even.append((e.real * e.real + e.imag * e.imag) * scale / 4)
            odd.append((o.real * o.real + o.imag * o.imag) * scale / 4)
        spectra.append(even)
        if len(pair) == 2:
            spectra.append(odd)
    return spectra
