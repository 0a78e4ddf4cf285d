#!/usr/bin/env bash
# setup.sh [oldest]: makes an environment of the client package, with the package installed in place.
#   .venv/clients         from requirements.txt, by a new Python
#   .venv/clients-oldest  from requirements-oldest.txt, by an old Python
# Where there is no such Python (on PATH or by pyenv), the usual one does; PYTHON names another. See emulator/venv.sh.
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

if [ "${1:-}" = oldest ]; then
  name=clients-oldest requirements=requirements-oldest.txt versions=(3.10)
else
  name=clients requirements=requirements.txt versions=(3.13 3.12)
fi
PYTHON=${PYTHON:-$(python_of "${versions[@]}")} emulator/venv.sh "$name" "clients/python/$requirements"

# Two rings that start together must not install into each other. Without flock (macOS) they still may.
exec 9> ".venv/$name.lock"
if command -v flock >/dev/null; then flock 9; fi
# The package itself: once more only when its metadata has changed.
if cmp -s clients/python/pyproject.toml ".venv/$name/.pyproject.toml"; then exit 0; fi
".venv/$name/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
  --editable clients/python
cp clients/python/pyproject.toml ".venv/$name/.pyproject.toml"
