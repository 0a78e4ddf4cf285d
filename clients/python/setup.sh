#!/usr/bin/env bash
# setup.sh [oldest]: makes .venv/clients, the Python environment of the client package, from requirements.txt (see
# emulator/venv.sh), or .venv/clients-oldest from requirements-oldest.txt, and installs the package into it in place:
# again only when its metadata has changed. PYTHON chooses the interpreter.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

suffix=${1:+-$1}
venv=.venv/clients$suffix
emulator/venv.sh "clients$suffix" "clients/python/requirements$suffix.txt"

# Two rings that start together must not install into each other. Without flock (macOS) they still may.
exec 9> "$venv.lock"
if command -v flock >/dev/null; then flock 9; fi
if cmp -s clients/python/pyproject.toml "$venv/.pyproject.toml"; then exit 0; fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
  --editable clients/python
cp clients/python/pyproject.toml "$venv/.pyproject.toml"
