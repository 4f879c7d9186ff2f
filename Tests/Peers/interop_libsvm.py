"""LIBSVM text of scikit-learn's, and what scikit-learn reads from ours, for the tests.

Usage: interop_libsvm.py write FOLDER    writes files in variants; prints, by name, how they are to
                                         be read and the numbers and labels that they hold
       interop_libsvm.py read FILE FEATURES zero-based|one-based
                                         prints the numbers and labels that scikit-learn reads

Numbers are float32, as the bits of each, example after example; output is JSON.
"""

import json
import os
import sys

import numpy as np
from scipy import sparse
from sklearn.datasets import dump_svmlight_file, load_svmlight_file


def described(x, labels):
    x = np.asarray(x.todense() if sparse.issparse(x) else x)
    return {"features": x.shape[1], "bits": x.astype(np.float32).view(np.uint32).ravel().tolist(),
            "labels": [f"{label:.17g}" for label in labels]}


def write(folder):
    random = np.random.default_rng(7)
    x = random.normal(size=(40, 23)) * 10.0 ** random.integers(-6, 6, size=(40, 23))
    x[random.random(x.shape) < 0.7] = 0
    x[:, -1] = 0
    x[3] = 0
    whole = np.round(x)
    classes = random.integers(-1, 3, size=40)
    variants = {
        "doubles": (x, classes, {"zero_based": False}),
        "floats": (x.astype(np.float32), classes, {"zero_based": False}),
        "zero-based": (x, classes, {"zero_based": True}),
        "whole": (whole.astype(np.int64), classes, {"zero_based": False}),
        "fractions": (x, classes + 0.5, {"zero_based": False}),
        "comment": (x, classes, {"zero_based": False, "comment": "two\nlines: of it"}),
        "queries": (x, classes, {"zero_based": True, "query_id": np.arange(40) // 5}),
        "sparse": (sparse.csr_matrix(x), classes, {"zero_based": False}),
    }
    expected = {}
    for name, (values, labels, options) in variants.items():
        dump_svmlight_file(values, labels, os.path.join(folder, name), **options)
        expected[name] = {**described(values, labels), "zeroBased": options["zero_based"],
                          "queries": 40 if "query_id" in options else 0}
    return expected


def read(path, features, zero_based):
    x, labels = load_svmlight_file(path, n_features=features, zero_based=zero_based)
    return described(x, labels)


if __name__ == "__main__":
    if sys.argv[1] == "write":
        result = write(sys.argv[2])
    else:
        result = read(sys.argv[2], int(sys.argv[3]), sys.argv[4] == "zero-based")
    json.dump(result, sys.stdout)
