#!/usr/bin/env bash
# Writes the three lock files from pyproject.toml: every version pinned, every archive hashed, for every supported
# Python and architecture at once. Called by `make lock` with uv's version.
#
# Only the default public index is asked (--no-config, empty environment), so that what one developer's machine is
# configured with never decides what everybody installs.
set -eu
cd "$(dirname "$0")/.."

tools=build/lock-tools
[ -x "$tools/bin/uv" ] || "$(deploy/find-python.sh)" -m venv "$tools"
"$tools/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$1"

pin() {
    env -i PATH="$PATH" HOME="$HOME" SSL_CERT_FILE="${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" \
        "$tools/bin/uv" pip compile --quiet --no-config --upgrade --universal --python-version 3.11 --generate-hashes \
        --custom-compile-command "make lock" "$@"
}

pin pyproject.toml --output-file requirements.lock
pin --group pyproject.toml:build --constraint requirements.lock --output-file requirements-build.lock
pin pyproject.toml --group pyproject.toml:build --group pyproject.toml:dev \
    --constraint requirements.lock --constraint requirements-build.lock --output-file requirements-dev.lock

if grep -nE 'https?://|file:|--(extra-)?index|--find-links' requirements*.lock; then
    echo "the lock names an index: it would not install elsewhere" >&2
    exit 1
fi
