#!/usr/bin/env bash
# Exit 0 if extension modules can be built for this interpreter here: its C compiler is there, and so are its headers.
#
#   tools/can_compile.sh .venv/bin/python
set -euo pipefail

readonly PROBE='
import os, shutil, sys, sysconfig
compiler = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
header = os.path.join(sysconfig.get_path("include"), "Python.h")
sys.exit(not (shutil.which(compiler.split()[0]) and os.path.exists(header)))'

"$1" -c "$PROBE"
