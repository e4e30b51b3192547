"""One cluster's life through Azure's Python client of this provider, in the API version that is the first argument.

Reads {tenant, client, secret, subscription, authority, arm, group, name, body} from standard input; the certificate
authority is REQUESTS_CA_BUNDLE. Prints what the client has seen as one JSON object.
"""

import json
import sys
import time

import requests
from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.redhatopenshift import AzureRedHatOpenShiftClient


class Credential:
    """azure-identity of this age asks a public host which authorities there are, and here is another."""

    def __init__(self, given):
        self.url = f"{given['authority']}/{given['tenant']}/oauth2/v2.0/token"
        self.form = {
            "grant_type": "client_credentials",
            "client_id": given["client"],
            "client_secret": given["secret"],
        }

    def get_token(self, *scopes, **_):
        answer = requests.post(self.url, {**self.form, "scope": " ".join(scopes)}, timeout=60)
        answer.raise_for_status()
        token = answer.json()
        return AccessToken(token["access_token"], int(time.time()) + int(token["expires_in"]))


def main():
    given = json.load(sys.stdin)
    client = AzureRedHatOpenShiftClient(
        Credential(given),
        given["subscription"],
        api_version=sys.argv[1],
        base_url=given["arm"],
        credential_scopes=[given["arm"] + "/.default"],
    )
    clusters, where = client.open_shift_clusters, (given["group"], given["name"])
    models = client.models(sys.argv[1])
    seen = {}

    seen["operations"] = [one.name for one in client.operations.list()]
    created = clusters.begin_create_or_update(*where, given["body"]).result()
    seen["created"] = created.provisioning_state
    seen["domain"] = created.cluster_profile.domain
    seen["console"] = created.console_profile.url
    updated = clusters.begin_update(*where, models.OpenShiftClusterUpdate(tags={"by": "python"})).result()
    seen["tags"] = updated.tags
    seen["shown"] = clusters.get(*where).tags
    seen["listed"] = [one.name for one in clusters.list()]
    seen["listedInGroup"] = [one.name for one in clusters.list_by_resource_group(given["group"])]
    seen["user"] = clusters.list_credentials(*where).kubeadmin_username
    if hasattr(clusters, "list_admin_credentials"):
        seen["kubeconfig"] = bool(clusters.list_admin_credentials(*where).kubeconfig)
    try:
        clusters.begin_create_or_update(given["group"], "refused", {"location": "nowhere"}).result()
    except HttpResponseError as refused:
        seen["refused"] = refused.error.code
    clusters.begin_delete(*where).result()
    try:
        clusters.get(*where)
    except ResourceNotFoundError as gone:
        seen["gone"] = gone.error.code
    print(json.dumps(seen))


main()
