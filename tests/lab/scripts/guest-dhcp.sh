#!/bin/busybox sh
# Called by udhcpc in the lab guest: takes the lease and says so on the console.
case $1 in
  bound|renew)
    ip addr flush dev "$interface"
    ip addr add "$ip/${mask:-24}" dev "$interface"
    [ -n "$router" ] && ip route replace default via "${router%% *}" dev "$interface"
    read -r mac < "/sys/class/net/$interface/address"
    [ "$1" = bound ] && echo "LAB-LEASE $interface $mac $ip end" > /dev/console
    ;;
  deconfig) ip link set "$interface" up;;
esac
