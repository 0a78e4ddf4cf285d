#!/usr/bin/env bash
# The tests of the client package: on a new Python with the newest MLflow that it supports, and on an old Python with
# the oldest. Where there is neither (on PATH or by pyenv), the usual Python does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# The path of the first Python of these versions that there is.
python_of() {
  local version
  for version in "$@"; do
    if "python$version" -c '' 2>/dev/null; then command -v "python$version" && return; fi
    if command -v pyenv >/dev/null && pyenv latest "$version" >/dev/null 2>&1; then
      echo "$(pyenv prefix "$(pyenv latest "$version")")/bin/python" && return
    fi
  done
  echo python3
}

PYTHON=${PYTHON:-$(python_of 3.13 3.12)} clients/python/setup.sh
PYTHON=${PYTHON:-$(python_of 3.10)} clients/python/setup.sh oldest
for venv in clients clients-oldest; do
  ".venv/$venv/bin/python" -m pytest -q clients/python "$@"
done
