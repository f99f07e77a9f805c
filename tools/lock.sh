#!/usr/bin/env bash
# Write requirements-dev.lock: every package installed for this interpreter, pinned; neither ead itself nor local files, nor pip.
#
#   tools/lock.sh .venv/bin/python
set -euo pipefail
cd "$(dirname "$0")/.."

pins=$("$1" -m pip freeze --all --exclude pip --exclude wheel --exclude-editable | grep -E '^[A-Za-z0-9._-]+==[^ ]+$' | grep -v '^ead==')
{
    echo "# The development environment, pinned: used as constraints by the Makefile. Renew it with \`make lock\`."
    echo "$pins"
} >requirements-dev.lock
