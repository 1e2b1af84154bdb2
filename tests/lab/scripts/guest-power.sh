#!/bin/busybox sh
# Called by acpid in the lab guest when the power button is pressed.
echo "LAB-POWEROFF end" > /dev/console
sync
poweroff -f
