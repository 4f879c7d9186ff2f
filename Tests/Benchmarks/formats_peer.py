"""Text files of MNIST's training images, and the judge of the models fitted on them.

Usage: formats_peer.py write FOLDER CSV LIBSVM
       formats_peer.py judge LIBSVM SAFETENSORS LIBLINEAR  prints {sigmoid, liblinear}, objectives
"""

import json
import sys

import numpy as np

import idx
from objective import objectives


def write(folder, table, sparse):
    X, y = idx.pixels(folder), idx.labels(folder) % 2
    header = ",".join(["label"] + [f"pixel{i}" for i in range(784)])
    np.savetxt(table, np.column_stack([y, X]), fmt="%d", delimiter=",", header=header, comments="")
    places = [f"{i + 1}:" for i in range(784)]
    values = [f"{v / 255:.6g}" for v in range(256)]
    with open(sparse, "w") as file:
        for row, odd in zip(X, y):
            present = np.flatnonzero(row)
            elements = " ".join(places[i] + values[v] for i, v in zip(present, row[present]))
            file.write(f"{'+1' if odd else '-1'} {elements}\n")


def liblinear_model(path):
    """W, b and whether a positive score means +1, of a model of two classes with a bias."""
    with open(path) as file:
        lines = file.read().split("\n")
    head = dict(line.split(" ", 1) for line in lines[:lines.index("w")])
    w = np.array([float(number) for number in " ".join(lines[lines.index("w") + 1:]).split()])
    sign = 1 if head["label"].split()[0] == "1" else -1
    return sign * w[:-1][None, :], sign * w[-1] * float(head["bias"])


def judge(path, ours, theirs):
    from safetensors.numpy import load_file
    from sklearn.datasets import load_svmlight_file
    X, y = load_svmlight_file(path)
    tensors = load_file(ours)
    fitted = [(np.atleast_2d(tensors["weights"]), tensors["intercepts"]), liblinear_model(theirs)]
    values = objectives(X.toarray(), (y > 0).astype(int), fitted)
    print(json.dumps(dict(zip(("sigmoid", "liblinear"), values))))


if __name__ == "__main__":
    job, *arguments = sys.argv[1:]
    {"write": write, "judge": judge}[job](*arguments)
