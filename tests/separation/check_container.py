#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a .winnow file by docs/DICTIONARY_FORMAT.md alone, with none of Winnow's code, and checks every rule in it.
Usage: check_container.py FILE"""
import hashlib
import json
import math
import struct
import sys

OWN_KEYS = {"format", "format_version", "content_sha256"}


def no_duplicates(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), "a key occurs twice"
    return dict(pairs)


def read_container(blob):
    """Metadata and tensors {name: (shape, bytes)} of a safetensors file of float32."""
    (length,) = struct.unpack_from("<Q", blob)
    assert length % 8 == 0, "the header is not padded to 8 bytes"
    text = blob[8:8 + length]
    assert text[:1] == b"{" and text.rstrip(b" ")[-1:] == b"}", "the header is not an object padded with spaces"
    header = json.loads(text.decode("utf-8"), object_pairs_hook=no_duplicates)
    metadata = header.pop("__metadata__")
    assert all(isinstance(value, str) for value in metadata.values()), "metadata must be strings"
    data = blob[8 + length:]
    tensors, place = {}, 0
    for name, tensor in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, end = tensor["data_offsets"]
        assert set(tensor) == {"dtype", "shape", "data_offsets"} and tensor["dtype"] == "F32", name
        assert begin == place and end - begin == 4 * math.prod(tensor["shape"]), name
        tensors[name] = (tensor["shape"], data[begin:end])
        place = end
    assert place == len(data), "bytes behind the last tensor"
    return metadata, tensors


def content_hash(metadata, tensors):
    digest = hashlib.sha256()

    def number(n):
        digest.update(struct.pack("<Q", n))

    def text(s):
        number(len(s.encode("utf-8")))
        digest.update(s.encode("utf-8"))

    content = {key: value for key, value in metadata.items() if key not in OWN_KEYS}
    text("winnow model 1")
    number(len(content))
    for key in sorted(content, key=lambda k: k.encode("utf-8")):
        text(key)
        text(content[key])
    number(len(tensors))
    for name in sorted(tensors, key=lambda k: k.encode("utf-8")):
        shape, values = tensors[name]
        text(name)
        number(len(shape))
        for extent in shape:
            number(extent)
        digest.update(values)
    return digest.hexdigest()


def check_dictionary(metadata, tensors):
    """The plain engine's part of the format."""
    assert set(tensors) == {"atoms", "frequencies_hz"}
    (count, length), values = tensors["atoms"]
    atoms = [struct.unpack_from(f"<{length}f", values, 4 * length * a) for a in range(count)]
    axis = struct.unpack(f"<{length}f", tensors["frequencies_hz"][1])
    assert axis[0] == 0 and all(low < high for low, high in zip(axis, axis[1:]))
    for atom in atoms:
        assert min(atom) >= 0 and abs(sum(atom) - 1) < 1e-4
    groups = json.loads(metadata["groups"])
    assert sum(group["count"] for group in groups) == count
    assert {group["kind"] for group in groups} == {"speech", "noise"}
    assert json.loads(metadata["front_end"])["overlap"] in (2, 4, 8, 16)
    assert json.loads(metadata["settings"])["iterations"] >= 1


def main():
    blob = open(sys.argv[1], "rb").read()
    metadata, tensors = read_container(blob)
    assert metadata["format"] == "winnow" and metadata["format_version"] == "1"
    assert metadata["content_sha256"] == content_hash(metadata, tensors), "content hash"
    json.loads(metadata.get("data_card", "null"))
    if metadata["engine"] == "nmf":
        check_dictionary(metadata, tensors)
    # The check itself can fail: one changed byte of the data is noticed.
    damaged = blob[:-1] + bytes([blob[-1] ^ 1])
    assert content_hash(*read_container(damaged)) != metadata["content_sha256"]
    print(f"{sys.argv[1]}: {len(tensors)} tensors, content {metadata['content_sha256'][:12]}, as documented")


if __name__ == "__main__":
    main()
