#!/usr/bin/env bash
# Writes both lock files anew from pyproject.toml: every version with its hashes, no index addresses.
# Versions already locked are kept; pass -U to take the newest, or -P NAME for one package.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PATH:$HOME/.local/bin"
export UV_CUSTOM_COMPILE_COMMAND="tools/lock.sh"
compile=(uv pip compile --quiet --universal --python-version 3.11.2 --generate-hashes --no-annotate
    --no-emit-index-url --no-emit-find-links pyproject.toml --group build)

"${compile[@]}" "$@" --output-file requirements.lock
"${compile[@]}" "$@" --group dev --constraints requirements.lock --output-file requirements-dev.lock
if grep -n "://" requirements.lock requirements-dev.lock; then
    echo "a lock file names an address" >&2
    exit 1
fi
