#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts the prototype's training reference (NumPy .npz, double) into the safetensors file beside this script.

Usage: make_reference.py training.npz
"""
import json
import pathlib
import struct
import sys

import numpy as np

GAIN_STEP = 4  # of the gain every fourth frame is kept


def single(values):
    """float32, at least one dimension; complex numbers as [..., 2]."""
    values = np.asarray(values)
    if np.iscomplexobj(values):
        values = np.stack([values.real, values.imag], -1)
    return np.ascontiguousarray(np.atleast_1d(values), dtype="<f4")


def main():
    reference = np.load(sys.argv[1])
    tensors = {name: single(reference[name][:, ::GAIN_STEP] if name == "gain" else reference[name])
               for name in reference}
    header, offset = {}, 0
    for name, values in sorted(tensors.items()):
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [offset, offset + values.nbytes]}
        offset += values.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(pathlib.Path(__file__).resolve().parent / "training.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, values in sorted(tensors.items()):
            file.write(values.tobytes())


if __name__ == "__main__":
    main()
