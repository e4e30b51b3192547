import { type TokenFault, type TokenVerifier } from '../../host/context.ts';
import { type BlobAccount, type BlobAction, type BlobPrincipal } from '../account.ts';
import { refusals } from '../model/errors.ts';
import { type BlobCall } from './call.ts';
import { type Operation } from './operations.ts';
import { judgeSas } from './sas.ts';
import { judgeSharedKey } from './shared-key.ts';

/** A machine of a virtual network names its subnet in it, since all callers come from loopback here. */
export const subnetHeader = 'x-local-azure-subnet';

export interface Judge {
  tokens: TokenVerifier;
  /** Of this server. */
  origin: string;
  /** The root of Entra ID, for the challenge. */
  authority: string;
  /** Signs user delegation keys. */
  secret: Buffer;
  mayAccess(principal: BlobPrincipal, action: BlobAction): boolean;
  /** Where callers come from that name no subnet; undefined: from a place that every account lets in. */
  serviceSubnet?: string;
}

export interface Right {
  /** Who holds the token; undefined for keys and signatures. */
  principal?: BlobPrincipal;
  /** A signature may allow to make a blob, but not to replace one. */
  mayOverwrite: boolean;
}

/** Whether the caller may do it. @throws BlobError */
export async function authorize(
  call: BlobCall,
  operation: Operation,
  account: BlobAccount,
  judge: Judge,
): Promise<Right> {
  const action: BlobAction = {
    operation: `Microsoft.Storage/storageAccounts/blobServices/${operation.role}`,
    isDataAction: operation.isDataAction,
    scope:
      call.container === undefined ? account.id : `${account.id}/blobServices/default/containers/${call.container}`,
  };
  const requireRole = (principal: BlobPrincipal) => {
    if (!judge.mayAccess(principal, action)) throw refusals.permission();
  };

  const [scheme = '', given = ''] = (call.headers.authorization ?? '').split(' ', 2);
  switch (scheme.toLowerCase()) {
    case 'bearer': {
      const principal = await judgeToken(call, given, account, judge);
      letIn(call, account, judge);
      requireRole(principal);
      return { principal, mayOverwrite: true };
    }
    case 'sharedkey':
      judgeSharedKey(call, given, account);
      letIn(call, account, judge);
      if (operation.name === 'GetUserDelegationKey') throw refusals.permission();
      return { mayOverwrite: true };
    case '':
      break;
    default:
      throw refusals.authenticationFailed(`The scheme ${scheme} is not supported`);
  }
  if (call.query.has('sig')) {
    const { principal, mayOverwrite } = judgeSas(call, operation, account, judge.secret);
    letIn(call, account, judge);
    if (principal) requireRole(principal);
    return { mayOverwrite };
  }
  // Only a caller that names a version is told how to authenticate; to others the account is as good as closed.
  throw call.version === undefined ? refusals.publicAccess() : refusals.noAuthentication(challenge(account, judge));
}

/** "Configure firewalls and virtual networks", "Use private endpoints for Azure Storage". */
function letIn(call: BlobCall, { network }: BlobAccount, { serviceSubnet }: Judge): void {
  if (network.isPublic && network.defaultAction === 'Allow') return;
  const given = call.headers[subnetHeader];
  if (given === undefined && network.hasPrivateEndpoint?.()) return;
  if (!network.isPublic) throw refusals.network();
  const subnet = typeof given === 'string' ? given : serviceSubnet;
  if (subnet === undefined) return;
  if (!network.subnets.some((one) => one.toLowerCase() === subnet.toLowerCase())) throw refusals.network();
}

const faults: Record<TokenFault, string> = {
  missing: 'There is no token.',
  malformed: 'The token is not well formed.',
  signature: 'Signature validation failed.',
  expired: 'Lifetime validation failed. The token is expired.',
  audience: 'Audience validation failed. Audience did not match.',
  issuer: 'Issuer validation failed. Issuer did not match.',
};

async function judgeToken(call: BlobCall, token: string, account: BlobAccount, judge: Judge): Promise<BlobPrincipal> {
  const audiences = ['https://storage.azure.com', `https://${account.name}.blob.core.windows.net`, judge.origin];
  const verdict = await judge.tokens.verify(token, audiences);
  if ('claims' in verdict && verdict.claims.tid === account.tenantId) {
    if (call.version === undefined || call.version < '2017-11-09') throw refusals.header('x-ms-version');
    return { oid: verdict.claims.oid, tid: verdict.claims.tid };
  }
  const fault = faults['fault' in verdict ? verdict.fault : 'issuer'];
  throw refusals.invalidToken(fault, challenge(account, judge));
}

const challenge = ({ tenantId }: BlobAccount, { authority }: Judge): Record<string, string> => ({
  'WWW-Authenticate': `Bearer authorization_uri=${authority}/${tenantId}/oauth2/authorize resource_id=https://storage.azure.com`,
});
