"""NumPy's side of the tests of .npy and .npz files (NumPyInteropTests.swift).

write: saves arrays of every type, order and version that is read, and expected.json, which says
what each must become, numbers as the bits of a double in hexadecimal.
read: opens the files named in written.json, which the test wrote with its own values, and compares
every bit.
"""

import argparse
import json
import os
import struct
import sys
import zipfile

import numpy as np

VERSIONS = [(1, 0), (2, 0), (3, 0)]
NUMBERS = ["|b1", "|u1", "|i1"] + [
    order + kind for order in "<>" for kind in ("i2", "i4", "i8", "u2", "u4", "u8", "f4", "f8")]
SHAPES = [(5, 3), (3, 2, 4), (70, 66), (1, 7), (7, 1)]


class Stream:
    """A file as if it were a pipe, so that zipfile puts sizes behind the data."""

    def __init__(self, file):
        self.write, self.flush, self.read = file.write, file.flush, None


def values(random, dtype, shape):
    """Numbers that use the type's whole range, as far as a Double holds them."""
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return random.integers(0, 2, shape).astype(dtype)
    if dtype.kind == "f":
        bits = random.integers(0, 2 ** (8 * dtype.itemsize), shape, dtype=f"u{dtype.itemsize}")
        array = bits.view(f"f{dtype.itemsize}")
        return np.where(np.isfinite(array), array, 0).astype(dtype)
    low = max(np.iinfo(dtype).min, -2 ** 53)
    high = min(np.iinfo(dtype).max, 2 ** 53)
    return random.integers(low, high, shape, endpoint=True, dtype=dtype.newbyteorder("=")
                           ).astype(dtype)


def bits(array):
    """Every element in C order as a double's bits; integers are exact up to 2^53."""
    return [struct.pack(">d", float(value)).hex() for value in array.reshape(-1)]


def storage(array):
    if array.dtype.kind == "b" or array.dtype == np.uint8:
        return "bytes"
    if array.dtype.kind == "f":
        return "floats" if array.dtype.itemsize == 4 else "doubles"
    return "floats" if np.all(array.astype("f4").astype("f8") == array.astype("f8")) else "doubles"


def write(folder, seed):
    random = np.random.default_rng(seed)
    expected = {"features": [], "labels": [], "archives": []}

    def save(array, order, version):
        name = f"{len(os.listdir(folder))}.npy"
        with open(os.path.join(folder, name), "wb") as file:
            np.lib.format.write_array(file, np.asarray(array, order=order), version=version)
        return name

    for index, dtype in enumerate(NUMBERS):
        for place, shape in enumerate(SHAPES):
            for order in "CF":
                array = values(random, dtype, shape)
                if place == 0 and array.dtype.kind in "iu":
                    array = (array % 100).astype(dtype)
                name = save(array, order, VERSIONS[(index + place) % 3])
                expected["features"].append({
                    "file": name, "examples": shape[0], "storage": storage(array),
                    "bits": bits(array)})

    texts = ["zero", "", "é 日本 🙂", "a\0b", "zero"]
    labels = [np.array(texts, "<U9"), np.array(texts, ">U9"),
              np.array([b"cat", b"", b"a dog"], "S"), np.array([b"x", b"y"], "S1"),
              np.array([[1.0], [-3.0]]), np.array([2, 0], ">f4"), np.array([True, False])]
    labels += [values(random, dtype, 9) for dtype in NUMBERS if "f" not in dtype]
    for index, array in enumerate(labels):
        flat = array.reshape(-1)
        if flat.dtype.kind == "S":
            written = [value.decode() for value in flat]
        elif flat.dtype.kind == "U":
            written = [str(value) for value in flat]
        else:
            written = [str(int(value)) for value in flat]
        expected["labels"].append(
            {"file": save(array, "CF"[index % 2], VERSIONS[index % 3]), "labels": written})

    X, y = values(random, "<f4", (40, 6)), np.array(["a", "b"] * 20)
    for name, saver in [("stored.npz", np.savez), ("deflated.npz", np.savez_compressed)]:
        saver(os.path.join(folder, name), rate=0.5, X=X, target=y)
        expected["archives"].append(name)
    with open(os.path.join(folder, "streamed.npz"), "wb") as file:
        np.savez_compressed(Stream(file), rate=0.5, X=X, target=y)
    with zipfile.ZipFile(os.path.join(folder, "streamed.npz")) as archive:
        assert all(member.flag_bits & 8 for member in archive.infolist())
    expected["archives"].append("streamed.npz")
    expected["archiveBits"], expected["archiveLabels"] = bits(X), y.tolist()
    with open(os.path.join(folder, "expected.json"), "w", encoding="utf-8") as file:
        json.dump(expected, file)


def read(folder):
    with open(os.path.join(folder, "written.json"), encoding="utf-8") as file:
        written = json.load(file)

    def check(array, item, where):
        assert array.dtype.str == item["type"], (where, array.dtype.str, item["type"])
        assert list(array.shape) == item["shape"], (where, array.shape, item["shape"])
        assert array.ndim < 2 or array.flags["C_CONTIGUOUS"], where
        if "bits" in item:
            assert bits(array) == item["bits"], where
        else:
            assert [str(value) for value in array] == item["labels"], where

    for item in written:
        path = os.path.join(folder, item["file"])
        if "name" not in item:
            check(np.load(path), item, item["file"])
            # Whole pages of the file as they are: only well-formed headers allow that.
            check(np.load(path, mmap_mode="r"), item, item["file"])
            continue
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
        with np.load(path) as archive:
            check(archive[item["name"]], item, f"{item['file']}: {item['name']}")
    print(len(written))


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("direction", choices=["write", "read"])
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=0, help="of the values that are written")
    options = parser.parse_args()
    if options.direction == "write":
        write(options.folder, options.seed)
    else:
        read(options.folder)


if __name__ == "__main__":
    sys.exit(main())
