#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts the prototype's reference vectors (NumPy .npz) into the safetensors files beside this script.

Usage: make_reference.py FOLDER_WITH_weights.npz_AND_inference.npz
"""
import json
import pathlib
import struct
import sys

import numpy as np

PARAMETERS = ["W1", "u1", "prior1", "kap1", "den1", "eta1", "W2", "u2", "prior2", "kap2", "den2", "eta2", "b0", "denb",
              "R", "over", "e", "c", "off", "dd", "decay", "tgain"]
FRAMES = [0, 1, 7, 40, 100]


def write(path, tensors):
    """A safetensors file: header length, JSON header padded to 8 bytes, float32 data in the header's order."""
    header, offset = {}, 0
    for name, values in sorted(tensors.items()):
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [offset, offset + values.nbytes]}
        offset += values.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, values in sorted(tensors.items()):
            file.write(values.tobytes())


def single(values):
    """float32, at least one dimension; complex numbers as [..., 2]."""
    values = np.asarray(values)
    if np.iscomplexobj(values):
        values = np.stack([values.real, values.imag], -1)
    return np.ascontiguousarray(np.atleast_1d(values), dtype="<f4")


def band_rows(matrix):
    """Of a fixed matrix: every row's sum of squares, and its mean position, which together betray any change."""
    position = matrix @ np.arange(matrix.shape[1])
    return np.stack([(matrix ** 2).sum(1), position], -1)


def main():
    source = pathlib.Path(sys.argv[1])
    target = pathlib.Path(__file__).resolve().parent
    weights, inference = np.load(source / "weights.npz"), np.load(source / "inference.npz")
    write(target / "model.safetensors", {name: single(weights[name]) for name in PARAMETERS})
    clip = {name: single(inference[name]) for name in ["x", "y", "gains"]}
    for frame in FRAMES:
        for part in ["X", "q", "level", "v1", "h1", "v2", "h2", "beta", "gain"]:
            clip[f"frame{frame}_{part}"] = single(inference[f"frame{frame}_{part}"])
    for name in ["E", "M", "Mf", "Mb", "LG"]:
        clip[f"rows_{name}"] = single(band_rows(weights[name].astype(np.float64)))
    write(target / "clip.safetensors", clip)


if __name__ == "__main__":
    main()
