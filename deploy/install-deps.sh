#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages named in the given lists, as far as they are missing. Called by `make`.
#
#   deploy/install-deps.sh LIST...
#
# A list has one package a line and # comments. "a | b" takes the first that this release has; a leading ? marks a
# package that a release may lack: it is then left out.
#
# Says what it installs before it does, asks nothing, and leaves the machine's services alone: nothing is started,
# what a package would start at the next boot is switched off again, and a libvirtd that already runs keeps running.
# VIRT_RECONCILE_SKIP_PACKAGES=1 skips it all, for machines where you have installed the equivalents yourself.
# shellcheck disable=SC2086  # lists of package and unit names are split on purpose; none holds a space
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

entries() { # the lists' lines without comments and spaces, then what Python itself needs
    sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$@"
    python_packages
}

# The Python that will make .venv needs ensurepip and the C headers; one that is not the system's brings its own.
python_packages() {
    local python name
    if ! python=$("$here/find-python.sh" 2>/dev/null); then
        printf '%s\n' 'python3.11|python3' 'python3.11-venv|python3-venv' 'python3.11-dev|python3-dev'
        return
    fi
    python=$(readlink -f "$python")
    name=$(basename "$python")
    [ "$(dirname "$python")" != /usr/bin ] || printf '%s\n' "$name-venv" "$name-dev"
}

alternatives() { # "a|b" or "?a", one name a line
    tr '|' '\n' <<<"${1#\?}"
}

is_installed() {
    local name
    for name in $(alternatives "$1"); do
        [ "$(dpkg-query --show --showformat='${db:Status-Abbrev}' "$name" 2>/dev/null)" != "ii " ] || return 0
    done
    return 1
}

choose() { # the first alternative that apt can install here
    local name candidate
    for name in $(alternatives "$1"); do
        candidate=$(LC_ALL=C apt-cache policy "$name" 2>/dev/null | awk '$1 == "Candidate:" {print $2}')
        case "$candidate" in '' | '(none)') ;; *) echo "$name" && return ;; esac
    done
    return 1
}

missing() { # entries to install; what is optional and unknown to apt is not missing
    local entry
    for entry in $(entries "$@" | sort -u); do
        is_installed "$entry" && continue
        case "$entry" in \?*) choose "$entry" >/dev/null || continue ;; esac
        echo "$entry"
    done
}

packages() { # names for the missing entries, or an error that tells which is unknown
    local entry
    for entry in $(missing "$@"); do
        choose "$entry" && continue
        echo "install-deps: this system's package lists have no '$entry'" \
            "(on Ubuntu, is the component 'universe' enabled?)" >&2
        return 1
    done
}

enabled_units() {
    systemctl list-unit-files --no-legend --no-pager --state=enabled 2>/dev/null | awk '{print $1}' | sort || true
}

# What is enabled now and was not in the list $1. Timers and targets do housekeeping and stay; where there was no
# systemd (a container, a chroot) nothing would start.
switch_off_new_units() {
    local new
    [ -n "$1" ] || return 0
    new=$(comm -13 <(echo "$1") <(enabled_units) | grep -E '\.(service|socket)$' || true)
    [ -n "$new" ] || return 0
    echo "install-deps: not started, now or at boot; if you want one, systemctl enable --now:" $new
    systemctl --quiet disable $new
}

# Debian's own switch: while this program says 101, package scripts start, stop and restart no service.
forbid_service_starts() {
    [ ! -e /usr/sbin/policy-rc.d ] || return 0
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
}

install() {
    # needrestart (Ubuntu) would restart services and ask which; a changed configuration file is kept, not asked about.
    DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get install \
        --yes --quiet --quiet --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" </dev/null
}

install_missing() {
    local names units
    echo "install-deps: fetching the package lists (apt-get update)"
    apt-get update --quiet --quiet -o DPkg::Lock::Timeout=300
    names=$(packages "$@")
    echo "install-deps: installing" $names
    units=$(enabled_units)
    forbid_service_starts
    install $names
    switch_off_new_units "$units"
}

main() {
    [ "${VIRT_RECONCILE_SKIP_PACKAGES:-}" != 1 ] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "install-deps: no apt on this system; install what these lists name, then set" \
            "VIRT_RECONCILE_SKIP_PACKAGES=1: $*" >&2
        return 1
    fi
    [ -n "$(missing "$@")" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        echo "install-deps: packages are missing; installing them needs root: using sudo"
        exec sudo ${PYTHON3:+"PYTHON3=$PYTHON3"} "$here/$(basename "$0")" "$@"
    fi
    install_missing "$@"
}

main "$@"
