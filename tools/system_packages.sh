#!/usr/bin/env bash
# Install what tests need beside Python, where it is missing: PostgreSQL for the ledger, a Java runtime for Spark, a C compiler for the compiled part.
#
#   tools/system_packages.sh 3.11 3 3.12 3.13
#
# The versions are those of which the first that is there will run the tests. Needs apt-get and the right to use it; elsewhere it says what to
# install and ends with exit code 2.
set -euo pipefail

missing=()
command -v pg_config >/dev/null || missing+=(postgresql libpq-dev)
command -v java >/dev/null || missing+=(openjdk-17-jre-headless)
if python=$(tools/find_python.sh "$@") && ! tools/can_compile.sh "$python"; then
    missing+=(gcc libc6-dev "$("$python" -c 'import sys; print("python%d.%d-dev" % sys.version_info[:2])')")
    # What was installed without a compiler has to be installed again.
    rm -f .venv*/.stamp-*
fi
[ "${#missing[@]}" -eq 0 ] && exit 0

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
echo "installing ${missing[*]}"
if command -v apt-get >/dev/null && "${as_root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -qq --yes --no-install-recommends "${missing[@]}" >/dev/null; then
    exit 0
fi
echo "the tests need ${missing[*]}, which could not be installed here; install what your system calls so, and run make test again" >&2
exit 2
