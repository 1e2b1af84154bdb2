#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages named in the given lists, as far as they are missing. Called by `make`.
#
#   deploy/install-deps.sh LIST...        a list has one package a line; "a | b" takes the first that exists here
#
# Says what it installs before it does, asks nothing, and leaves the machine's services alone: nothing is started,
# what a package would start at the next boot is switched off again, and a libvirtd that already runs keeps running.
# VIRT_RECONCILE_SKIP_PACKAGES=1 skips it all, for machines where you have installed the equivalents yourself.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Abbrev}' "$1" 2>/dev/null)" = "ii " ]
}

entries() { # the lists' lines, without comments and blanks
    sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$@"
}

python_packages() { # what the Python that will make .venv lacks: ensurepip and the C headers
    local python
    if ! python=$("$here/find-python.sh" 2>/dev/null); then
        printf '%s\n' 'python3.11 | python3' 'python3.11-venv | python3-venv' 'python3.11-dev | python3-dev'
    elif [ "$(readlink -f "$python" | cut -d/ -f1-3)" = /usr/bin ]; then
        basename "$(readlink -f "$python")" | sed -e 's/$/-venv/p' -e 's/-venv$/-dev/'
    fi
}

wanted_but_missing() {
    local entry name
    { entries "$@"; python_packages; } | while IFS= read -r entry; do
        IFS='|' read -ra names <<<"${entry// /}"
        for name in "${names[@]}"; do installed "$name" && continue 2; done
        echo "${entry// /}"
    done | sort -u
}

choose() { # the first alternative that apt can install
    local name
    IFS='|' read -ra names <<<"$1"
    for name in "${names[@]}"; do
        apt-cache show --no-all-versions "$name" >/dev/null 2>&1 && echo "$name" && return
    done
    echo "install-deps: no package for '$1' on this system ($(. /etc/os-release && echo "$PRETTY_NAME"))" >&2
    return 1
}

enabled_units() {
    systemctl list-unit-files --no-legend --no-pager --state=enabled 2>/dev/null | awk '{print $1}' | sort
}

# The switch that Debian's policy gives for this: while it says 101, package scripts start no service.
forbid_service_starts() {
    [ -e /usr/sbin/policy-rc.d ] && return
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
}

install_packages() {
    forbid_service_starts
    # needrestart (Ubuntu) would restart services and ask about it; a kept configuration file is never asked about.
    DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l NEEDRESTART_SUSPEND=1 \
        apt-get install --yes --quiet=2 --no-install-recommends -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" </dev/null
}

switch_off_new_units() {
    local new
    new=$(comm -13 <(echo "$1") <(enabled_units))
    [ -n "$new" ] || return 0
    echo "install-deps: not starting at boot (systemctl enable them if you want them):" $new
    systemctl --quiet disable $new
}

main() {
    local missing units
    [ "${VIRT_RECONCILE_SKIP_PACKAGES:-}" != 1 ] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "install-deps: this system has no apt; install what these lists name, then set" \
            "VIRT_RECONCILE_SKIP_PACKAGES=1: $*" >&2
        return 1
    fi
    missing=$(wanted_but_missing "$@")
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        echo "install-deps: installing packages needs root: using sudo"
        exec sudo --preserve-env=PYTHON3 "$0" "$@"
    fi
    echo "install-deps: installing" $missing
    apt-get update --quiet=2 -o DPkg::Lock::Timeout=300
    units=$(enabled_units)
    local chosen=()
    for entry in $missing; do chosen+=("$(choose "$entry")"); done
    install_packages "${chosen[@]}"
    switch_off_new_units "$units"
}

main "$@"
