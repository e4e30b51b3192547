/** What `openshift-install` says in the end, as it prints it on standard error (docs/openshift-install.md 1). */
const rule = '-'.repeat(80);
const scope = '/subscriptions/00000000-0000-4000-8000-000000000001';
const network = `${scope}/resourceGroups/vnet-rg/providers/Microsoft.Network/virtualNetworks/vnet`;
const wrapped =
  'failed to fetch Master Machines: failed to load asset "Install Config": failed to create install config: ';

/** Each line of a message gets its own level; an empty one is the level alone. */
export const printed = (message: string, level = 'error'): string[] =>
  message.split('\n').map((line) => (line === '' ? `level=${level}` : `level=${level} msg=${line}`));

/** azidentity's AuthenticationFailedError. */
const signIn = (status: string, description: string, error = 'invalid_client') =>
  [
    'ClientSecretCredential authentication failed. ',
    'POST https://login.microsoftonline.com/a0000000-0000-4000-8000-000000000001/oauth2/v2.0/token',
    rule,
    `RESPONSE ${status}`,
    rule,
    '{',
    `  "error": "${error}",`,
    `  "error_description": ${JSON.stringify(`${description}\r\nTrace ID: 0e4f\r\nCorrelation ID: 9b1c\r\nTimestamp: 2026-11-22 12:00:00Z`)},`,
    '  "error_codes": [',
    '    7000215',
    '  ],',
    '  "timestamp": "2026-11-22 12:00:00Z",',
    '  "trace_id": "0e4f",',
    '  "correlation_id": "9b1c",',
    '  "error_uri": "https://login.microsoftonline.com/error?code=7000215"',
    '}',
    rule,
    'To troubleshoot, visit https://aka.ms/azsdk/go/identity/troubleshoot#client-secret',
  ].join('\n');

/** azcore's ResponseError. */
const answer = (status: string, code: string, message: string) =>
  [
    `GET https://management.azure.com${network}`,
    rule,
    `RESPONSE ${status}`,
    `ERROR CODE: ${code}`,
    rule,
    '{',
    '  "error": {',
    `    "code": "${code}",`,
    `    "message": ${JSON.stringify(message)}`,
    '  }',
    '}',
    rule,
  ].join('\n');

const ofNetwork = 'platform.azure.virtualNetwork: Invalid value: "vnet": failed to get virtual network vnet: ';
const failedToSend = 'network.VirtualNetworksClient#Get: Failure sending request: StatusCode=0 -- Original Error: ';
const failedToRespond = (status: number, code: string, message: string) =>
  `network.VirtualNetworksClient#Get: Failure responding to request: StatusCode=${status} -- Original Error: ` +
  `autorest/azure: Service returned an error. Status=${status} Code="${code}" Message="${message}"`;

const wrongSecret =
  "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app 'c-1'.";
const denied = `The client 'c-1' with object id 'o-1' does not have authorization to perform action 'Microsoft.Network/virtualNetworks/read' over scope '${network}' or the scope is invalid.`;

/** Whole messages. */
export const refusals = {
  /** Nothing can be read without a token, so that every check repeats it. */
  wrongSecret: `${wrapped}[${ofNetwork}${failedToSend}${signIn('401: 401 Unauthorized', wrongSecret)}, platform.azure.region: Internal error: failed to retrieve available regions: failed to list locations: ${failedToSend}${signIn('401: 401 Unauthorized', wrongSecret)}]`,
  signInFailed: `${wrapped}${ofNetwork}${failedToSend}${signIn('503: 503 Service Unavailable', 'AADSTS90033: A transient error has occurred. Please try again.', 'temporarily_unavailable')}`,
  cidr: `${wrapped}platform.azure.controlPlaneSubnet: Invalid value: "master": subnet 10.9.0.0 address prefix is outside of the specified machine networks`,
  missingSize: `${wrapped}controlPlane.platform.azure.type: Invalid value: "Standard_D8s_v5": not found in region eastus`,
  denied: `${wrapped}${ofNetwork}${failedToRespond(403, 'AuthorizationFailed', denied)}`,
  /** As the binaries say it whose clients are azcore's. */
  deniedByAzcore: `${wrapped}${ofNetwork}${answer('403: 403 Forbidden', 'AuthorizationFailed', denied)}`,
  unavailable: `${wrapped}${ofNetwork}${failedToRespond(503, 'ServerTimeout', 'The request timed out.')}`,
  unavailableByAzcore: `${wrapped}${ofNetwork}${answer('503: 503 Service Unavailable', 'ServiceUnavailable', 'Try again.')}`,
  throttled: `${wrapped}controlPlane.platform.azure.type: Invalid value: "Standard_D8s_v5": error connecting to Azure client: error fetching SKU pages: compute.ResourceSkusClient#List: Failure responding to request: StatusCode=429 -- Original Error: autorest/azure: Service returned an error. Status=429 Code="TooManyRequests" Message="Slow down."`,
  noAnswer: `${wrapped}failed to get client credentials: dial tcp 20.190.1.1:443: i/o timeout`,
} as const;

export const told = { wrongSecret, denied } as const;
