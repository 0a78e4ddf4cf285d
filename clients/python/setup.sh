#!/usr/bin/env bash
# Makes .venv/clients, the Python environment of the client package, from requirements.txt (see emulator/venv.sh), and
# installs the package into it in place: again only when its metadata has changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

emulator/venv.sh clients clients/python/requirements.txt

# Two rings that start together must not install into each other. Without flock (macOS) they still may.
exec 9> .venv/clients.lock
if command -v flock >/dev/null; then flock 9; fi
if cmp -s clients/python/pyproject.toml .venv/clients/.pyproject.toml; then exit 0; fi
.venv/clients/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
  --editable clients/python
cp clients/python/pyproject.toml .venv/clients/.pyproject.toml
