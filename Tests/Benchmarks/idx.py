"""IDX files as NumPy arrays, gzipped or not, for the peers."""

import gzip
import os

import numpy as np

TRAINING, TEST = "train", "t10k"


def read_bytes(folder, name):
    path = os.path.join(folder, name)
    if os.path.exists(path):
        with open(path, "rb") as file:
            return file.read()
    with gzip.open(path + ".gz") as file:
        return file.read()


def pixels(folder, half=TRAINING, examples=None):
    """Examples x 784 bytes, an image contiguous, as the file has them."""
    images = np.frombuffer(read_bytes(folder, half + "-images-idx3-ubyte"), np.uint8, offset=16)
    return images.reshape(-1, 784)[:examples]


def labels(folder, half=TRAINING, examples=None):
    content = read_bytes(folder, half + "-labels-idx1-ubyte")
    return np.frombuffer(content, np.uint8, offset=8)[:examples]


def features_by_examples(bytes_by_example, order, dtype=np.float32):
    """X, 784 x m, pixels from 0 to 1.

    `features`: a feature's values are contiguous, 784 x m in C order. `examples`: an example's
    values are, m x 784 in C order seen through its transpose. Filled in blocks, without a second
    matrix beside it.
    """
    m, features = bytes_by_example.shape
    X = np.empty((features, m), dtype) if order == "features" else np.empty((m, features), dtype).T
    for start in range(0, m, 4096):
        block = slice(start, min(start + 4096, m))
        np.divide(bytes_by_example[block].T, dtype(255), out=X[:, block], dtype=dtype)
    return X
