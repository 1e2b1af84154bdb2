#!/usr/bin/env bash
# Prints the path of a Python that is new enough (3.11), or says how to get one. Called by the Makefile to make .venv
# and by install-deps.sh to know which venv and header packages belong to it.
set -eu

# Candidates are run, not just found: a version manager's shim can exist for a Python that is not selected.
probe='import sys; sys.version_info >= (3, 11) and print(sys.executable)'

for name in "${PYTHON3:-python3}" python3.13 python3.12 python3.11 python3.14; do
    if found=$("$name" -c "$probe" 2>/dev/null) && [ -n "$found" ]; then
        echo "$found"
        exit 0
    fi
done

cat >&2 <<MESSAGE
virt-reconcile needs Python 3.11 or newer; this machine has $(python3 --version 2>&1 || echo none).
  Ubuntu 22.04:  sudo apt-get install python3.11 python3.11-venv python3.11-dev   (component "universe")
  elsewhere:     set PYTHON3=/path/to/python3.11 and run make again
MESSAGE
exit 1
