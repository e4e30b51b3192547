const request = `TOKEN=$(curl -s --cacert "$CA_BUNDLE" "$AUTHORITY_HOST/$TENANT_ID/oauth2/v2.0/token" \\
    -d grant_type=client_credentials -d client_id="$CLIENT_ID" \\
    --data-urlencode client_secret="$CLIENT_SECRET" --data-urlencode scope="$ARM/.default" \\
    | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  call() { curl -s --cacert "$CA_BUNDLE" -H "Authorization: Bearer $TOKEN" "$@"; }
  CLUSTERS="$ARM/subscriptions/$SUBSCRIPTION_ID/resourceGroups/demo/providers/Microsoft.RedHatOpenShift/openShiftClusters"
  call "$CLUSTERS?api-version=2022-04-01"`;

const withCluster = (data: string) => `
  call -X POST "$CLUSTERS/demo/listAdminCredentials?api-version=2022-04-01" \\
    | sed 's/.*"kubeconfig":"\\([^"]*\\)".*/\\1/' | base64 -d >${data}/kubeconfig
  HTTPS_PROXY="$CLUSTER_PROXY" kubectl --kubeconfig ${data}/kubeconfig get nodes
  call -i -X DELETE "$CLUSTERS/demo?api-version=2022-04-01"`;

/** Shown at the end; only what works. */
export const whatNext = (data: string, withoutDemo: boolean): string => `
Everything is up. In another terminal, with az as docs/using-az-aro.md says, or:

  . ${data}/env.sh
  ${request}${withoutDemo ? '' : withCluster(data)}

  kill -9 a service by its pid in ${data}/endpoints.json: it comes back, and nothing is lost.
  The services' logs are in ${data}/logs/. Ctrl-C stops everything.
`;
