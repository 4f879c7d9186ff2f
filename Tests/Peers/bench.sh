#!/bin/sh
# Prepares the peers in a virtual environment under .build and prints the table of ratios.
# Usage: bench.sh path/to/sigmoid
set -eu
here=$(dirname "$0")
peers=.build/peers
if [ ! -x "$peers/bin/python" ]; then
  python3 -m venv "$peers" || {
    echo "error: expected Python 3 with venv, found none; install python3-venv" >&2
    exit 1
  }
fi
"$peers/bin/python" -m pip install --quiet --requirement "$here/requirements.txt"
exec "$peers/bin/python" "$here/bench.py" "$1"
