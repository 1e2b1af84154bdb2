# Read by the guest's init where the QEMU guest agent is on board: runs it whenever its port is plugged in.
serve_agent() {
  while :; do
    for port in /sys/class/virtio-ports/*; do
      read -r name < "$port/name" || continue
      [ "$name" = org.qemu.guest_agent.0 ] && qemu-ga -m virtio-serial -p "/dev/${port##*/}" -t /run
    done
    usleep 500000
  done
}
serve_agent < /dev/null > /dev/null 2>&1 &
