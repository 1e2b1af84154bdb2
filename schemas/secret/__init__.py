"""The kind Secret: its spec, and how it is spelt in libvirt's XML."""
