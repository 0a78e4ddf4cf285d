#!/usr/bin/env bash
# The tests of the client package, on the newest MLflow and Python that it supports and on the oldest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

clients/python/setup.sh
clients/python/setup.sh oldest
for name in clients clients-oldest; do
  ".venv/$name/bin/python" -m pytest -q clients/python "$@"
done
