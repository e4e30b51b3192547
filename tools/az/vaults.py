"""Mends `az keyvault`: what is in a vault is read and written through an SDK that Debian does not ship (azure-keyvault 1).

The newer SDKs that Debian does ship do it instead: those of secrets and certificates, for `set`, `show`, `list` and
`list-versions` of both, and for `create`, `import`, `download` and `get-default-policy` of certificates.

And the CLI makes a vault's address out of its name, which nothing resolves for local Azure: there Resource Manager says it.
"""

import importlib
import importlib.util
import sys
import types
from urllib.parse import urlsplit

VERSION = "7.3"
LOCAL = ".vault.localhost"


def mend():
    if importlib.util.find_spec("azure.keyvault.key_vault_client") is None:
        mend_client()
    mend_names()


class KeyVaultAuthentication:
    """What the newer SDKs call a credential, out of what the older one was given: how to get a token for a resource."""

    def __init__(self, get_token_for):
        self.get_token_for = get_token_for

    def get_token(self, scope, **_):
        from azure.core.credentials import AccessToken

        _, token, told = self.get_token_for(None, scope[: -len("/.default")], None)
        return AccessToken(token, told["expires_on"])


class KeyVaultIdentifier:
    """The parts of `--id`."""

    def __init__(self, uri, collection=None):  # pylint: disable=unused-argument
        address = urlsplit(uri)
        self.vault = "{}://{}".format(address.scheme, address.netloc)
        _, self.name, self.version = (address.path.strip("/").split("/") + ["", ""])[:3]


class KeyVaultClient:
    """The methods that the CLI calls, with the parameters that it makes its options of."""

    def __init__(self, credentials, api_version=None):  # pylint: disable=unused-argument
        self.credentials = credentials

    def generated(self, kind, vault_base_url):
        base = importlib.import_module("azure.keyvault.{}._shared.client_base".format(kind)).KeyVaultClientBase
        made = base(vault_base_url, self.credentials, api_version=VERSION, verify_challenge_resource=False)
        return made._client  # pylint: disable=protected-access

    def secrets(self, vault_base_url):
        return self.generated("secrets", vault_base_url)

    def certificates(self, vault_base_url):
        return self.generated("certificates", vault_base_url)

    def get_secrets(self, vault_base_url, maxresults=None, **operation_config):
        """Lists secrets."""
        return list(self.secrets(vault_base_url).get_secrets(vault_base_url, maxresults=maxresults))

    def get_secret_versions(self, vault_base_url, secret_name, maxresults=None, **operation_config):
        """Lists a secret's versions."""
        found = self.secrets(vault_base_url).get_secret_versions(vault_base_url, secret_name, maxresults=maxresults)
        return list(found)

    def get_secret(self, vault_base_url, secret_name, secret_version, **operation_config):
        """Shows a secret."""
        return self.secrets(vault_base_url).get_secret(vault_base_url, secret_name, secret_version)

    def set_secret(self, vault_base_url, secret_name, value, tags=None, content_type=None, secret_attributes=None, **operation_config):
        """Sets a secret, or a new version of it."""
        given = models().SecretSetParameters(
            value=value, tags=tags, content_type=content_type, secret_attributes=secret_attributes
        )
        return self.secrets(vault_base_url).set_secret(vault_base_url, secret_name, given)

    def get_certificates(self, vault_base_url, maxresults=None, include_pending=None, **operation_config):
        """Lists certificates."""
        found = self.certificates(vault_base_url).get_certificates(
            vault_base_url, maxresults=maxresults, include_pending=include_pending
        )
        return list(found)

    def get_certificate_versions(self, vault_base_url, certificate_name, maxresults=None, **operation_config):
        """Lists a certificate's versions."""
        return list(
            self.certificates(vault_base_url).get_certificate_versions(
                vault_base_url, certificate_name, maxresults=maxresults
            )
        )

    def get_certificate(self, vault_base_url, certificate_name, certificate_version, **operation_config):
        """Shows a certificate."""
        return self.certificates(vault_base_url).get_certificate(vault_base_url, certificate_name, certificate_version)

    def get_certificate_operation(self, vault_base_url, certificate_name, **operation_config):
        """Shows how far the making of a certificate is."""
        return self.certificates(vault_base_url).get_certificate_operation(vault_base_url, certificate_name)

    def create_certificate(
        self, vault_base_url, certificate_name, certificate_policy=None, certificate_attributes=None, tags=None, **operation_config
    ):
        """Makes a certificate, or a new version of it."""
        given = models().CertificateCreateParameters(
            certificate_policy=certificate_policy, certificate_attributes=certificate_attributes, tags=tags
        )
        return self.certificates(vault_base_url).create_certificate(vault_base_url, certificate_name, given)

    def import_certificate(
        self,
        vault_base_url,
        certificate_name,
        base64_encoded_certificate,
        password=None,
        certificate_policy=None,
        certificate_attributes=None,
        tags=None,
        **operation_config
    ):
        """Imports a certificate with its key."""
        given = models().CertificateImportParameters(
            base64_encoded_certificate=base64_encoded_certificate,
            password=password,
            certificate_policy=certificate_policy,
            certificate_attributes=certificate_attributes,
            tags=tags,
        )
        return self.certificates(vault_base_url).import_certificate(vault_base_url, certificate_name, given)


def models():
    return sys.modules["azure.keyvault.v7_0.models"]


def mend_client():
    import azure.keyvault
    from azure.core.exceptions import HttpResponseError

    azure.keyvault.KeyVaultAuthentication = KeyVaultAuthentication
    azure.keyvault.KeyVaultClient = KeyVaultClient
    known = types.ModuleType("models")
    for kind in ("secrets", "certificates"):
        name = "azure.keyvault.{}._generated.v{}.models".format(kind, VERSION.replace(".", "_"))
        vars(known).update({key: value for key, value in vars(importlib.import_module(name)).items() if key[0] != "_"})
    known.KeyVaultErrorException = HttpResponseError
    client = types.ModuleType("key_vault_client")
    client.KeyVaultClient = KeyVaultClient
    ids = types.ModuleType("key_vault_id")
    ids.KeyVaultIdentifier = KeyVaultIdentifier
    for package in ("azure.keyvault", "azure.keyvault.v7_0"):
        sys.modules.setdefault(package, types.ModuleType(package))
        sys.modules[package + ".models"] = known
        sys.modules[package + ".key_vault_client"] = client
        sys.modules[package + ".key_vault_id"] = ids


def mend_names():
    from azure.cli.command_modules.keyvault import _validators

    by_suffix = _validators.get_vault_base_url_type

    def get_vault_base_url_type(cli_ctx):
        if cli_ctx.cloud.suffixes.keyvault_dns == LOCAL:
            return lambda name: local_address(cli_ctx, name)
        return by_suffix(cli_ctx)

    _validators.get_vault_base_url_type = get_vault_base_url_type


def local_address(cli_ctx, name):
    from azure.cli.core.util import send_raw_request

    url = "/subscriptions/{subscriptionId}/providers/Microsoft.KeyVault/vaults?api-version=2023-07-01"
    for vault in send_raw_request(cli_ctx, "GET", url).json()["value"]:
        if vault["name"].lower() == name.lower():
            return vault["properties"]["vaultUri"].rstrip("/")
    raise ValueError("there is no vault {}".format(name))
