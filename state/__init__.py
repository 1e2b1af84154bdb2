"""What is: desired (manifests in), recorded (the ledger), live (libvirt in), side by side in a `World`."""
