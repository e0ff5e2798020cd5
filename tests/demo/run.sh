#!/usr/bin/env bash
# The demo: run.sh BUILD_DIR. Leaves its database and report in BUILD_DIR/demo.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec /usr/bin/python3 -B "$here/demo.py" "$1" "$1/demo"
