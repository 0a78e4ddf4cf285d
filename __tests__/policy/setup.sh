#!/usr/bin/env bash
# Makes .venv/policy, the Python environment of the policy ring, from requirements.txt: see emulator/venv.sh.
exec "$(dirname "${BASH_SOURCE[0]}")/../../emulator/venv.sh" policy __tests__/policy/requirements.txt
