"""Runs models that Sigmoid exported with onnxruntime, or writes models of scikit-learn for it to read.

Usage: interop_models.py check FOLDER   NAME.onnx and cases.json there, by Sigmoid
       interop_models.py write FOLDER   puts them there, by skl2onnx

cases.json is a list of {name, inputs, labels, probabilities}, one row an example.
"""
import json
import pathlib
import sys
import warnings

import numpy as np

# Of a probability, against float64: weights, inputs and sums are float32, whose error is that of the
# sum of the terms of a score; here these come to 100 at most.
TOLERANCE = 1e-6


def check(folder):
    import onnxruntime

    try:
        import onnx
    except ImportError:
        onnx = None
    for case in json.loads((folder / "cases.json").read_text(encoding="utf-8")):
        path = str(folder / (case["name"] + ".onnx"))
        if onnx:
            onnx.checker.check_model(onnx.load(path), full_check=True)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        assert [i.name for i in session.get_inputs()] == ["input"]
        expected = np.array(case["probabilities"])
        width = session.get_inputs()[0].shape[1]
        inputs = np.array(case["inputs"], np.float32).reshape(len(expected), width)
        labels, probabilities = session.run(["label", "probabilities"], {"input": inputs})
        assert probabilities.dtype == np.float32 and probabilities.shape == expected.shape
        difference = float(np.abs(probabilities - expected).max())
        # Of equal probabilities either may be the greatest.
        for row, label in zip(expected, labels):
            chosen = row[case["labels"].index(str(label))]
            assert row.max() - chosen <= TOLERANCE, f"{case['name']}: label {label} of {row}"
        assert difference <= TOLERANCE, f"{case['name']}: probabilities differ by {difference}"
        print(f"{case['name']}: labels {labels.dtype}, greatest difference {difference:.1e}")


def write(folder):
    from skl2onnx import to_onnx
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    warnings.filterwarnings("ignore")
    random = np.random.default_rng(1)
    x = random.normal(size=(200, 4)).astype(np.float32)
    score = x @ random.normal(size=(4, 3)) + random.gumbel(size=(200, 3))
    three, two = score.argmax(1), (score[:, 0] > 0).astype(int)
    plain = {"options": {"zipmap": False}}
    models = {
        "binary": (LogisticRegression(), two, {}),
        "several": (LogisticRegression(), three, {}),
        "texts": (LogisticRegression(), np.array(["a", "é", "c d"])[three], plain),
        "scaled": (make_pipeline(StandardScaler(), LogisticRegression()), two, {}),
        "liblinear": (LogisticRegression(solver="liblinear"), two, plain),
    }
    cases = []
    for name, (estimator, y, options) in models.items():
        estimator.fit(x, y)
        (folder / (name + ".onnx")).write_bytes(
            to_onnx(estimator, x[:1], **options).SerializeToString())
        cases.append({
            "name": name, "inputs": x[:20].astype(float).tolist(),
            "labels": [str(label) for label in estimator.classes_],
            "probabilities": estimator.predict_proba(x[:20].astype(float)).tolist()})
    (folder / "cases.json").write_text(json.dumps(cases), encoding="utf-8")


if __name__ == "__main__":
    {"check": check, "write": write}[sys.argv[1]](pathlib.Path(sys.argv[2]))
