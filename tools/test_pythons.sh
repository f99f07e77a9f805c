#!/usr/bin/env bash
# Run the fast tests on the further interpreters that this machine really has; say which are left out.
#
#   tools/test_pythons.sh 3.12 3.13
set -euo pipefail

# What can differ between interpreters; rule cases and sample data are the same data through the same engine, and run on one.
readonly AREAS=(tests/cli tests/codelists tests/formats tests/hostile tests/identifiers tests/intake tests/models tests/property tests/validator)

for version in "$@"; do
    venv=.venv-$version
    stamp=$venv/.stamp-dev
    if ! tools/find_python.sh "$version" >/dev/null; then
        echo "== Python $version: not on this machine, left out"
        continue
    fi
    echo "== Python $version: fast tests"
    if [ ! -e "$stamp" ] || [ pyproject.toml -nt "$stamp" ] || [ requirements-dev.lock -nt "$stamp" ]; then
        tools/make_venv.sh "$venv" dev "$version"
        touch "$stamp"
    fi
    "$venv/bin/python" -m pytest -q -n 2 -m "not slow" -p no:cacheprovider "${AREAS[@]}"
done
