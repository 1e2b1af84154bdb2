#!/bin/bash
# On a machine that is thrown away: root may be reached over ssh, with the key that only the service has.
set -eu
work=$(mktemp -d)
mkdir -p /root/.ssh
chmod 0700 /root /root/.ssh
ssh-keygen -q -t ed25519 -N '' -f "$work/key"
install -m 0600 "$work/key.pub" /root/.ssh/authorized_keys
dropbearkey -t ed25519 -f "$work/host" | grep ^ssh- >"$work/host.pub"
ip link set lo up
dropbear -s -r "$work/host" -p 127.0.0.1:22 -P "$work/pid"

install -d -m 0700 /etc/credstore
install -m 0600 "$work/key" /etc/credstore/virt-reconcile.ssh-key
install -d -m 0700 -o virt-reconcile -g virt-reconcile /var/lib/virt-reconcile /var/lib/virt-reconcile/.ssh
echo "127.0.0.1 $(cat "$work/host.pub")" >/var/lib/virt-reconcile/.ssh/known_hosts
