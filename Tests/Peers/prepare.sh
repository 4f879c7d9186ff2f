#!/bin/sh
# Prepares a virtual environment under .build/peers with the Python packages named.
# Usage: prepare.sh package…
set -eu
peers=.build/peers
if [ ! -x "$peers/bin/python" ]; then
  python3 -m venv "$peers" || {
    rm -rf "$peers"
    echo "note: expected Python 3 with venv for the peers, found none; install python3-venv" >&2
    exit 1
  }
fi
"$peers/bin/python" -m pip install --quiet --disable-pip-version-check "$@" || {
  echo "note: expected to install $* for the peers, and could not; check the network" >&2
  exit 1
}
