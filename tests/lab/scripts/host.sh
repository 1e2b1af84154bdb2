#!/bin/bash
# The processes of one lab host, from outermost to innermost:
#   supervise HOME NAME [HIERARCHY=FOLDER ...]  waits for the host to end and removes its cgroups, even when the
#                                               Python process that started it was killed
#   enclose   HOME NAME [HIERARCHY=FOLDER ...]  leaves for the host's own namespaces
#   init      HOME NAME [HIERARCHY ...]         is PID 1 of the host: mounts, virtlogd, libvirtd, and a reaper
# Standard input is the leash: init obeys the verbs it reads there (one answer line each on standard output) and
# exits at its end, whereupon the kernel kills everything in the PID namespace.
set -u
self=${BASH_SOURCE[0]}

supervise() {
  local home=$1 name=$2; shift 2
  (
    for entry in "$@"; do echo "$BASHPID" > "${entry#*=}/cgroup.procs" || exit 1; done
    exec unshare --cgroup -- "$BASH" "$self" enclose "$home" "$name" "$@"
  ) <&0 &
  wait $!
  local status=$?
  for entry in "$@"; do
    for _ in {1..100}; do
      find "${entry#*=}" -depth -type d -exec rmdir {} + 2>/dev/null
      [[ -d ${entry#*=} ]] || break
      sleep 0.02
    done
  done
  return $status
}

enclose() {
  local home=$1 name=$2; shift 2
  # cgroups v2 distribute controllers only from a group without processes: ours move into a leaf
  for entry in "$@"; do
    [[ $entry == unified=* ]] || continue
    mkdir -p "${entry#*=}/daemons" && echo $$ > "${entry#*=}/daemons/cgroup.procs"
  done
  exec unshare --net --mount --uts --pid --fork --kill-child -- \
    "$BASH" "$self" init "$home" "$name" "${@%%=*}"
}

mount_cgroups() {
  [[ $# -gt 0 ]] || return 0
  if [[ $1 == unified ]]; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
    for controller in $(< /sys/fs/cgroup/cgroup.controllers); do
      echo "+$controller" > /sys/fs/cgroup/cgroup.subtree_control || true
    done
    return 0
  fi
  mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
  for hierarchy in "$@"; do
    mkdir "/sys/fs/cgroup/$hierarchy"
    mount -t cgroup -o "$hierarchy" cgroup "/sys/fs/cgroup/$hierarchy"
  done
}

mount_private() {
  local home=$1 resolv
  resolv=$(cat /etc/resolv.conf 2>/dev/null || true)
  mount -t proc proc /proc
  mount -t sysfs sysfs /sys
  # a /run of its own hides the machine's D-Bus: libvirtd would register guests with the machine's own
  # systemd-machined and bridges with its firewalld
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir -p /run/libvirt /run/lock
  mount --bind "$home/run" /run/libvirt
  mount --bind "$home/etc" /etc/libvirt
  mount --bind "$home/lib" /var/lib/libvirt
  mount --bind "$home/cache" /var/cache/libvirt
  mount --bind "$home/log" /var/log  # all of it: a guest's TPM logs to a folder of its own there
  mount --bind "$home/hosts" /etc/hosts
  if [[ -d /var/lib/swtpm-localca ]]; then  # where certificates for guests' TPMs are made
    mkdir "$home/localca" && mount --bind "$home/localca" /var/lib/swtpm-localca
  fi
  if [[ -L /etc/resolv.conf && ! -e /etc/resolv.conf ]]; then  # it led into the hidden /run
    mkdir -p "$(dirname "$(readlink -m /etc/resolv.conf)")"
    echo "$resolv" > "$(readlink -m /etc/resolv.conf)"
  fi
}

daemon=
launch() {
  rm -f /run/libvirt/libvirtd.pid
  libvirtd --listen --pid-file /run/libvirt/libvirtd.pid </dev/null >>/var/log/libvirt/libvirtd.out 2>&1 &
  daemon=$!
}

halt() {
  kill -TERM "$daemon"; kill -CONT "$daemon"
  for _ in {1..100}; do kill -0 "$daemon" 2>/dev/null || break; sleep 0.02; done
  if kill -KILL "$daemon" 2>/dev/null; then echo "libvirtd did not end on SIGTERM" >&2; fi
  wait "$daemon"
}

obey() {
  case $1 in
    launch) launch;;
    halt) halt;;
    kill) kill -KILL "$daemon"; wait "$daemon";;
    freeze) kill -STOP "$daemon";;
    thaw) kill -CONT "$daemon";;
    alive) kill -0 "$daemon" && { echo "alive yes"; return; };;
    *) echo "unknown verb $1"; return;;
  esac 2>>/var/log/libvirt/init.log
  [[ $1 == alive ]] && echo "alive no" || echo "done $1"
}

init() {
  local home=$1 name=$2 outside; shift 2
  read -r outside _ < /proc/self/stat  # still the machine's /proc: our PID as the machine sees it
  set -e
  hostname "$name"
  mount_private "$home"
  mount_cgroups "$@"
  ip link set lo up
  sysctl -qw net.ipv4.ip_forward=1
  set +e
  virtlogd --pid-file /run/libvirt/virtlogd.pid </dev/null >>/var/log/libvirt/virtlogd.out 2>&1 &
  echo "init $outside"
  while read -r verb; do obey "$verb"; done
}

"$@"; exit  # on one line: bash has then read all of this file, which may change while the host runs
