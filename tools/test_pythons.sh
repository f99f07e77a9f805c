#!/usr/bin/env bash
# Run the fast tests on the further interpreters that this machine really has; say which are left out.
#
#   tools/test_pythons.sh 3.12 3.13
#
# One of them does without the compiled part, so that the Python it stands for stays tested; if it is not there, .venv does so in its place.
set -euo pipefail

# What can differ between interpreters; rule cases and sample data are the same data through the same engine, and run on one.
readonly AREAS=(tests/formats tests/identifiers tests/intake tests/models tests/native tests/validator)
readonly PURE=3.13

fast_tests() {
    "$1/bin/python" -m pytest -q -n 2 -m "not slow" -p no:cacheprovider "${AREAS[@]}"
}

out_of_date() {
    local stamp=$1 file
    for file in pyproject.toml requirements-dev.lock hatch_build.py src/ead/native/*.pyx src/ead/native/*.px[di]; do
        if [ ! -e "$stamp" ] || [ "$file" -nt "$stamp" ]; then return 0; fi
    done
    return 1
}

# Nothing is measured here, and a compiler that need not think takes a third of the time.
export CFLAGS="${CFLAGS:-} -O0"

pure_is_tested=
for version in "$@"; do
    venv=.venv-$version
    stamp=$venv/.stamp-dev
    if ! python=$(tools/find_python.sh "$version"); then
        echo "== Python $version: not on this machine, left out"
        continue
    fi
    native=1
    if [ "$version" = "$PURE" ]; then
        native=0 pure_is_tested=yes
    elif ! tools/can_compile.sh "$python"; then
        native=0
    fi
    echo "== Python $version: fast tests, $([ "$native" = 1 ] && echo with || echo without) the compiled part"
    export EAD_BUILD_NATIVE=$native EAD_NATIVE=$native
    if out_of_date "$stamp"; then
        tools/make_venv.sh "$venv" dev "$version"
        touch "$stamp"
    fi
    fast_tests "$venv"
done

if [ -z "$pure_is_tested" ]; then
    echo "== .venv: fast tests, without the compiled part"
    EAD_BUILD_NATIVE=0 EAD_NATIVE=0 fast_tests .venv
fi
