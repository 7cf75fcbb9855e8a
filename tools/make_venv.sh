#!/bin/sh
# Makes an empty .venv with the first of the Pythons given that PoseCheck supports.
set -eu
for python in "$@"; do
    if "$python" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
        "$python" tools/system.py packages
        exec "$python" -m venv --clear .venv
    fi
done
echo "PoseCheck needs Python 3.10 to 3.14: install one, or name it with PYTHON=/path/to/python." >&2
exit 1
