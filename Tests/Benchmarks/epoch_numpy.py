"""The peer: epochs of textbook descent in NumPy float32; prints the median epoch as JSON.

Usage: epoch_numpy.py FOLDER EXAMPLES CLASSES ORDER EPOCHS
CLASSES is 1 (label 0 or not) or 10 (softmax). ORDER is `features` (784 x m in C order) or
`examples` (m x 784 in C order, transposed by BLAS and not in memory).
"""

import json
import statistics
import sys
import time

import numpy as np

import idx

RATE = np.float32(0.1)


def binary_epochs(X, labels):
    m = X.shape[1]
    Y = (labels == 0).astype(np.float32)
    w, b = np.zeros(X.shape[0], np.float32), np.float32(0)
    while True:
        Z = w @ X + b
        J = np.mean(np.maximum(Z, 0) - Y * Z + np.log1p(np.exp(-np.abs(Z))))
        dZ = 1 / (1 + np.exp(-Z)) - Y
        w -= RATE * (X @ dZ / m)
        b -= RATE * dZ.mean()
        yield float(J)


def softmax_epochs(X, labels):
    m = X.shape[1]
    every = np.arange(m)
    W, b = np.zeros((10, X.shape[0]), np.float32), np.zeros((10, 1), np.float32)
    while True:
        Z = W @ X + b                               # 10 x m
        Z -= Z.max(axis=0)
        own = Z[labels, every]
        np.exp(Z, out=Z)
        sums = Z.sum(axis=0)
        J = np.mean(np.log(sums) - own)
        Z /= sums
        Z[labels, every] -= 1                       # dZ
        W -= RATE * (Z @ X.T / m)
        b -= RATE * Z.mean(axis=1, keepdims=True)
        yield float(J)


def main():
    folder, examples, classes, order, epochs = sys.argv[1:]
    labels = idx.labels(folder, examples=int(examples))
    X = idx.features_by_examples(idx.pixels(folder, examples=int(examples)), order)
    steps = (binary_epochs if classes == "1" else softmax_epochs)(X, labels)
    seconds = []
    for _ in range(int(epochs)):
        start = time.perf_counter()
        loss = next(steps)
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"secondsPerEpochMedian": statistics.median(seconds), "loss": loss}))


if __name__ == "__main__":
    main()
