#!/usr/bin/env bash
# Install what tests need beside Python, where it is missing: PostgreSQL for the ledger, a Java runtime for Spark.
#
# Needs apt-get and the right to use it; elsewhere it says what to install and ends with exit code 2.
set -euo pipefail

missing=()
command -v pg_config >/dev/null || missing+=(postgresql libpq-dev)
command -v java >/dev/null || missing+=(openjdk-17-jre-headless)
[ "${#missing[@]}" -eq 0 ] && exit 0

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
echo "installing ${missing[*]}"
if command -v apt-get >/dev/null && "${as_root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -qq --yes --no-install-recommends "${missing[@]}" >/dev/null; then
    exit 0
fi
echo "the tests need ${missing[*]}, which could not be installed here; install what your system calls so, and run make test again" >&2
exit 2
