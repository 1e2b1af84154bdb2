"""The kind NetworkFilter (libvirt's <filter>): its spec, the grammar of a rule, and how one is spelt."""
