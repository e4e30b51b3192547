"""Runs the Azure CLI that is installed, with what Debian's lacks put right in memory. No installed file is changed.

Debian's azure-cli 2.45 asks for versions of two SDKs that Debian does not ship beside it, so `az network` and
`az aro` fail before any request: here the profile names versions that are there. `vaults.py` and `roles.py` do the same
for `az keyvault` and `az role`, when those are called.
"""

import importlib
import importlib.util
import os
import runpy
import sys

# What each SDK is asked for -> the newest version that Debian's python3-azure has of it.
PINS = {
    "MGMT_NETWORK": ("azure.mgmt.network", "2022-07-01"),
    "MGMT_ARO": ("azure.mgmt.redhatopenshift", "2022-04-01"),
}

# The first word of a command -> the module beside this file that mends it.
MENDED = {"keyvault": "vaults", "role": "roles"}


def module_of(package, version):
    return "{}.v{}".format(package, version.replace("-", "_"))


def is_there(module):
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def pin():
    """Replaces a version only where the SDK beside the CLI lacks it, so that a complete installation stays as it is."""
    from azure.cli.core.profiles import _shared

    latest = _shared.AZURE_API_PROFILES["latest"]
    for name, (package, version) in PINS.items():
        resource_type = _shared.ResourceType[name]
        wanted = latest.get(resource_type)
        if isinstance(wanted, str) and not is_there(module_of(package, wanted)) and is_there(module_of(package, version)):
            latest[resource_type] = version


def main():
    if not is_there("azure.cli"):
        sys.exit("tools/az: {} has no azure-cli; run tools/az/az instead of this file.".format(sys.executable))
    os.environ.setdefault("AZ_INSTALLER", "DEB")
    pin()
    for module in {MENDED[word] for word in sys.argv[1:2] if word in MENDED}:
        importlib.import_module(module).mend()
    sys.argv[0] = "az"
    runpy.run_module("azure.cli", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
