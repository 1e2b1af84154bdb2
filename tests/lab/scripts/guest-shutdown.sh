#!/bin/busybox sh
# What the guest agent calls to power off, halt or reboot.
echo "LAB-SHUTDOWN $* end" > /dev/console
sync
case "$*" in
  *-r*) reboot -f;;
  *-H*) halt -f;;
  *) poweroff -f;;
esac
