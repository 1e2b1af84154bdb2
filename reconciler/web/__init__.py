"""What the daemon shows over HTTP: metrics, health, the report and one page. It reads the board, never
libvirt.
"""
