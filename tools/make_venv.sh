#!/usr/bin/env bash
# Create a virtual environment if it is not there, and install ead into it, editable, with the extras named.
#
#   tools/make_venv.sh .venv dev 3.11 3 3.12 3.13
#
# The pinned versions of requirements-dev.lock are tried first; if the index does not have them, the lower bounds decide.
# EAD_BUILD_NATIVE decides on the compiled part: 0 leaves it out, 1 insists on it, otherwise it is built where it can be.
set -euo pipefail

readonly venv=$1 extras=$2
shift 2

if [ ! -x "$venv/bin/python" ]; then
    python=$(tools/find_python.sh "$@") || {
        echo "no working Python 3.11 or newer with venv and ensurepip found (looked for: $*)" >&2
        exit 2
    }
    echo "creating $venv with $("$python" --version)"
    "$python" -m venv "$venv"
fi

pip_install() {
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}

echo "installing ead[$extras] into $venv"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! pip_install --constraint requirements-dev.lock --editable ".[$extras]" >"$log" 2>&1; then
    echo "the pinned versions cannot be installed here; trying the newest that satisfy pyproject.toml" >&2
    pip_install --editable ".[$extras]" >"$log" 2>&1 || {
        cat "$log" >&2
        exit 2
    }
fi

suffix=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))')
if ! compgen -G "src/ead/native/*$suffix" >/dev/null; then
    echo "without the compiled part: everything works, but slower"
fi
