#!/usr/bin/env bash
# Print the first interpreter that really starts, for the versions given in order of preference; exit 1 if none does.
#
#   tools/find_python.sh 3.11 3
#
# A name on PATH proves nothing: pyenv shims exist for versions that are not switched on, so every candidate is run.
set -euo pipefail

readonly PROBE='import sys, ssl, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'

candidates() {
    command -v "python$1" || true
    ls -d "${HOME:-/root}/.pyenv/versions/$1".*/bin/python"$1" 2>/dev/null || true
}

for version in "$@"; do
    while IFS= read -r candidate; do
        if "$candidate" -c "$PROBE" >/dev/null 2>&1; then
            echo "$candidate"
            exit 0
        fi
    done < <(candidates "$version")
done
exit 1
