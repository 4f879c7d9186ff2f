"""Prints, as JSON, the peers' versions and the BLAS kernels that they chose on this machine."""

import importlib.metadata
import json

import numpy  # noqa: F401  loads its OpenBLAS
import threadpoolctl

PACKAGES = ("numpy", "jax", "scikit-learn", "scikit-learn-intelex", "liblinear-official")


def main():
    try:
        import scipy.linalg  # noqa: F401  loads its OpenBLAS
    except ImportError:
        pass
    versions = []
    for package in PACKAGES:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            pass
    blas = [{"prefix": one["prefix"], "version": one["version"], "threads": one["num_threads"],
             "architecture": one.get("architecture", "unnamed")}
            for one in threadpoolctl.threadpool_info() if one["user_api"] == "blas"]
    print(json.dumps({"packages": versions, "blas": blas}))


if __name__ == "__main__":
    main()
