"""Epochs of Sigmoid against the same epochs in NumPy float32, in turn, medians over rounds."""

import json
import os
import statistics
import subprocess
import sys

ROUNDS = 5
EPOCHS = 20

# The peer: textbook descent on a 784 x 60000 float32 matrix, both products by NumPy's BLAS.
NUMPY_EPOCHS = """
import statistics, sys, time
import numpy as np

m = 60000
rng = np.random.default_rng(0)
pixels = rng.integers(0, 256, (m, 784), dtype=np.uint8)
X = (pixels.astype(np.float32) / np.float32(255)).T   # 784 x 60000, an example contiguous
Y = (rng.random(m) < 0.1).astype(np.float32)
w, b = np.zeros(784, np.float32), np.float32(0)
seconds = []
for _ in range(int(sys.argv[1])):
    start = time.perf_counter()
    Z = w @ X + b
    A = 1 / (1 + np.exp(-Z))
    J = np.mean(np.maximum(Z, 0) - Y * Z + np.log1p(np.exp(-np.abs(Z))))
    dZ = A - Y
    w -= np.float32(0.1) * (X @ dZ / m)
    b -= np.float32(0.1) * dZ.mean()
    seconds.append(time.perf_counter() - start)
print(statistics.median(seconds))
"""


def environment():
    """Every BLAS chooses its own kernels, as on a user's machine."""
    return {k: v for k, v in os.environ.items()
            if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}


def run(*command):
    return subprocess.run(command, env=environment(), check=True, capture_output=True,
                          text=True).stdout


def main():
    sigmoid = sys.argv[1]
    info = json.loads(run(sigmoid, "info", "--json"))
    ours, numpy = [], []
    for _ in range(ROUNDS):
        result = json.loads(run(sigmoid, "compare", "--synthetic", "--quiet", "--json",
                                "--engines", "blas", "--epochs", str(EPOCHS)))
        ours.append(result["engines"][0]["secondsPerEpochMedian"])
        numpy.append(float(run(sys.executable, "-c", NUMPY_EPOCHS, str(EPOCHS))))
    ratio = statistics.median(a / b for a, b in zip(ours, numpy))
    print(f"{info['cpu']}, {info['cores']} cores; OpenBLAS kernels {info['blasKernels']}; "
          "OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE unset")
    print(f"{ROUNDS} rounds in turn, medians of {EPOCHS} epochs of 60000 x 784\n")
    print("| epoch | ms | ratio to NumPy float32 |")
    print("|---|---|---|")
    print(f"| engine blas | {statistics.median(ours) * 1e3:.1f} | {ratio:.2f} |")
    print(f"| NumPy float32 | {statistics.median(numpy) * 1e3:.1f} | 1 |")


if __name__ == "__main__":
    main()
