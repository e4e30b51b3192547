/** Shown at the end; only what works. */
export const whatNext = (data: string, withoutDemo: boolean): string => `
Everything is up. In another terminal:

  . ${data}/env.sh
  TOKEN=$(curl -s --cacert $CA_BUNDLE "$AUTHORITY_HOST/$TENANT_ID/oauth2/v2.0/token" -d grant_type=client_credentials \\
    -d client_id=$CLIENT_ID --data-urlencode client_secret=$CLIENT_SECRET --data-urlencode scope=$ARM/.default \\
    | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl -s --cacert $CA_BUNDLE -H "Authorization: Bearer $TOKEN" \\
    "$ARM/subscriptions/$SUBSCRIPTION_ID/providers/Microsoft.RedHatOpenShift/openShiftClusters?api-version=2022-04-01"
${
  withoutDemo
    ? ''
    : `  curl -i --cacert $CA_BUNDLE -H "Authorization: Bearer $TOKEN" -X DELETE \\
    "$ARM/subscriptions/$SUBSCRIPTION_ID/resourceGroups/demo/providers/Microsoft.RedHatOpenShift/openShiftClusters/demo?api-version=2022-04-01"
`
}
  kill -9 a service by its pid in ${data}/endpoints.json: it comes back, and nothing is lost.
  The services' logs are in ${data}/logs/. Ctrl-C stops everything.
`;
