"""CSV between pandas, Python's csv module and sigmoid.

interop_csv.py write FOLDER   variants as those two write them, and what each holds in cases.json
interop_csv.py read FOLDER    what pandas makes of FOLDER/ours.csv, as JSON on standard output
"""

import csv
import io
import json
import struct
import sys

import numpy
import pandas

LABELS = ["a", 'b,"c"', "d\ne", "ü f", "7"]


def bits(values):
    """Each value as a double, as the integer of its bits."""
    return [struct.unpack("<Q", struct.pack("<d", v))[0] for v in numpy.asarray(values).ravel()]


def frames():
    random = numpy.random.default_rng(20240607)
    rows = 25
    labels = [LABELS[i % len(LABELS)] for i in range(rows)]
    names = ["x0", "x 1", 'x,"2"']
    yield "doubles", labels, pandas.DataFrame(random.standard_normal((rows, 3)), columns=names)
    yield "exponents", labels, pandas.DataFrame(
        random.standard_normal((rows, 3)) * 10.0 ** random.integers(-44, 38, (rows, 3)),
        columns=names)
    yield "bytes", labels, pandas.DataFrame(random.integers(0, 256, (rows, 3)), columns=names)
    yield "integers", labels, pandas.DataFrame(
        random.integers(-2**40, 2**40, (rows, 3)), columns=names)


def write(folder):
    cases = []

    def case(name, text, labels, names, values, header=None, encoding="utf-8"):
        with open(f"{folder}/{name}.csv", "w", encoding=encoding, newline="") as file:
            file.write(text)
        cases.append({"file": f"{name}.csv", "labels": labels, "names": names,
                      "features": values.shape[1], "bits": bits(values), "header": header})

    for name, labels, frame in frames():
        names, values = list(frame.columns), frame.to_numpy()
        labelled = frame.copy()
        labelled.insert(0, "label", labels)
        last = frame.copy()
        last["target"] = labels
        for separator, title in [(",", "comma"), ("\t", "tab"), (";", "semicolon"), (" ", "space")]:
            case(f"{name}-{title}", labelled.to_csv(index=False, sep=separator), labels, names,
                 values)
        case(f"{name}-last", last.to_csv(index=False), labels, names, values)
        case(f"{name}-crlf", labelled.to_csv(index=False, lineterminator="\r\n"), labels, names,
             values)
        case(f"{name}-all-quoted", labelled.to_csv(index=False, quoting=csv.QUOTE_ALL), labels,
             names, values)
        case(f"{name}-bom", labelled.to_csv(index=False), labels, names, values,
             encoding="utf-8-sig")
        case(f"{name}-no-header", labelled.to_csv(index=False, header=False), labels, None, values,
             header=False)
        text = io.StringIO()
        writer = csv.writer(text, dialect="unix" if name == "bytes" else "excel")
        writer.writerow(["label"] + names)
        writer.writerows([label] + row for label, row in zip(labels, values.tolist()))
        case(f"{name}-csv-module", text.getvalue(), labels, names, values)
    with open(f"{folder}/cases.json", "w", encoding="utf-8") as file:
        json.dump(cases, file)


def read(folder):
    frame = pandas.read_csv(f"{folder}/ours.csv", dtype={"label": str},
                            float_precision="round_trip", keep_default_na=False)
    features = frame.drop(columns="label")
    json.dump({"file": "ours.csv", "labels": list(frame["label"]), "names": list(features.columns),
               "features": features.shape[1], "bits": bits(features.to_numpy()), "header": None},
              sys.stdout)


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](sys.argv[2])
