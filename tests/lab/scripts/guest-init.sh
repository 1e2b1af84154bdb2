#!/bin/busybox sh
# The only program of the lab's tiny Linux guest, PID 1 of its initramfs. It says on the serial console what it
# sees, once a second and at once after a change, and does what a real system does by itself: loads drivers,
# brings hot-added CPUs and memory online, asks for DHCP leases, powers off when the button is pressed.
/bin/busybox --install -s /bin
export PATH=/bin:/sbin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts && mount -t devpts devpts /dev/pts
read -r up _ < /proc/uptime
echo "LAB-INIT $up end" > /dev/console

modprobe -a $(cat /etc/modules) 2>/dev/null
echo online > /sys/devices/system/memory/auto_online_blocks 2>/dev/null
ip link set lo up
acpid -c /etc/acpi -l /dev/null

# Under a new or re-plugged cable: a fresh DHCP client. $1 interface
lease() {
  [ -e "/run/udhcpc.$1" ] && kill "$(cat "/run/udhcpc.$1")" 2>/dev/null
  udhcpc -b -t 30 -T 1 -A 1 -i "$1" -p "/run/udhcpc.$1" -s /usr/share/udhcpc/default.script \
    </dev/null >/dev/null 2>&1 &
}

look_cpus() {
  cpus=0
  for cpu in /sys/devices/system/cpu/cpu[0-9]*; do
    online=1
    [ -e "$cpu/online" ] && read -r online < "$cpu/online"
    [ "$online" = 0 ] && echo 1 > "$cpu/online" && online=1
    cpus=$((cpus + online))
  done
}

look_disks() {
  disks=
  for disk in /sys/block/*; do
    case ${disk##*/} in loop*|ram*|zram*|'*') continue;; esac
    read -r sectors < "$disk/size" && disks="$disks,${disk##*/}:$((sectors * 512))"
  done
}

look_nics() {
  nics= plugged=
  for nic in /sys/class/net/*; do
    name=${nic##*/} carrier=0
    [ "$name" = lo ] && continue
    read -r mac < "$nic/address" || continue
    read -r flags < "$nic/flags"
    [ $((flags & 1)) = 0 ] && ip link set "$name" up
    read -r carrier < "$nic/carrier"
    nics="$nics,$name/$mac/${carrier:-0}"
    [ "$carrier" = 1 ] || continue
    plugged="$plugged $mac"
    case $known in *"$mac"*) ;; *) lease "$name";; esac
  done
  known=$plugged
}

watch_hardware() {
  known= before= silent=0
  while :; do
    look_cpus; look_disks; look_nics
    read -r _ mem _ < /proc/meminfo
    now="cpus=$cpus mem=$mem disks=${disks#,} nics=${nics#,}"
    silent=$((silent + 1))
    if [ "$now" != "$before" ] || [ $silent -ge 3 ]; then
      read -r up _ < /proc/uptime
      echo "LAB-TICK up=$up $now end" > /dev/console
      before=$now silent=0
    fi
    usleep 300000
  done
}

watch_hardware 2>/dev/null &
echo -1000 > /proc/$!/oom_score_adj  # a guest squeezed by its balloon must still say so
[ -x /etc/services ] && . /etc/services
read -r up _ < /proc/uptime
echo "LAB-READY $up end" > /dev/console
while :; do setsid -c sh < /dev/ttyS0 > /dev/ttyS0 2>&1; sleep 1; done
