import { type FaultAction } from '@aro-rp/local-azure';
import { type FailureCode } from '../plans/error-codes.ts';
import { type OutwardCall } from './outward-calls.ts';

/** Who makes a call; what Azure says to the service is nothing for customers. */
export type Caller = 'service' | 'rp' | 'cluster' | 'kubernetes';

/** A way in which a call fails for good. */
export interface FailureClass {
  name: string;
  action: FaultAction;
  /** Whether such an answer is a failure of that call: that something is not there is what some ask for. */
  fits(call: OutwardCall): boolean;
  /** What the customer is told of calls in their own subscription. */
  codes: readonly FailureCode[];
  /** What the message says then. */
  says: RegExp;
}

const writes = (call: OutwardCall) => /^(blob |openshift )?(PUT|POST|PATCH) /.test(call);
const ofArm = (call: OutwardCall) => !/^(blob|openshift) /.test(call);
const everyCall = () => true;
const status = (code: number, name: string, message: string): FaultAction => ({
  kind: 'status',
  status: code,
  code: name,
  message,
});
const deployment = ['DeploymentFailed', 'DeletionFailed'] as const;
const rights = [
  'AuthorizationFailed',
  'InvalidServicePrincipalPermissions',
  'InvalidResourceProviderPermissions',
] as const;

/** The table: what an operation ends with, by how a call of it has failed. */
export const failureClasses: readonly FailureClass[] = [
  {
    name: 'a right that is missing',
    action: status(403, 'AuthorizationFailed', 'The client does not have authorization to perform the action.'),
    fits: everyCall,
    codes: [...rights, 'InvalidLinkedVNet'],
    says: /right|authorization|may not be read/,
  },
  {
    name: 'a request that Azure does not take',
    action: status(400, 'InvalidRequestFormat', 'The request is planted to be invalid.'),
    fits: everyCall,
    codes: deployment,
    says: /refused a part of the operation \(InvalidRequestFormat\): The request is planted/,
  },
  {
    name: 'a quota that is used up',
    action: status(409, 'QuotaExceeded', 'The planted quota is used up.'),
    fits: (call) => ofArm(call) && writes(call),
    codes: ['QuotaExceeded'],
    says: /The planted quota is used up\. Request more quota/,
  },
  {
    name: 'a policy',
    action: status(403, 'RequestDisallowedByPolicy', "The planted policy 'p' forbids it."),
    fits: (call) => ofArm(call) && writes(call),
    codes: ['RequestDisallowedByPolicy'],
    says: /The planted policy 'p' forbids it\. Exempt/,
  },
  {
    name: 'a lock',
    action: status(409, 'ScopeLocked', "The planted lock 'l' forbids it."),
    fits: (call) => ofArm(call) && !call.startsWith('GET '),
    codes: ['ScopeLocked'],
    says: /The planted lock 'l' forbids it\. Remove the lock/,
  },
  {
    name: 'what it is made in is gone',
    action: status(404, 'ParentResourceNotFound', 'The planted parent was not found.'),
    fits: (call) => ofArm(call) && writes(call),
    codes: deployment,
    says: /did not find .*ParentResourceNotFound.*The planted parent was not found/,
  },
  {
    name: 'something that holds it',
    action: status(400, 'PlantedHolderCannotBeDeleted', 'The planted holder uses it.'),
    fits: (call) => /^DELETE .*\/managed-~\/providers\/microsoft\.(compute|network|storage)\//.test(call),
    codes: deployment,
    says: /still uses .*\(PlantedHolderCannotBeDeleted\): The planted holder uses it\. Remove what holds it/,
  },
  {
    name: 'a reference that is not found',
    action: status(400, 'InvalidResourceReference', 'The planted reference was not found.'),
    fits: (call) => /^PUT .*\/providers\/microsoft\.network\//.test(call),
    codes: deployment,
    says: /did not find what a part .*\(InvalidResourceReference\): The planted reference/,
  },
  {
    name: 'an error of the server for ever',
    action: status(500, 'InternalServerError', 'The planted error.'),
    fits: everyCall,
    codes: deployment,
    says: /in time \(InternalServerError\): The planted error/,
  },
  {
    name: 'no answer for ever',
    action: { kind: 'hang' },
    fits: everyCall,
    codes: deployment,
    says: /in time \(Timeout\): no answer within/,
  },
  {
    name: 'a token that is not taken',
    action: status(401, 'InvalidAuthenticationToken', 'The planted refusal of a token.'),
    fits: everyCall,
    codes: ['AuthorizationFailed', 'InvalidServicePrincipalCredentials'],
    says: /could not sign in|cannot sign in|does not take|The planted refusal/,
  },
  {
    name: 'too many requests for ever',
    action: status(429, 'TooManyRequests', 'The planted throttling.'),
    fits: everyCall,
    codes: deployment,
    says: /too many requests .*TooManyRequests.*The planted throttling/,
  },
];

/** What is told of other callers, whatever the class. */
export const toldOf: Record<Exclude<Caller, 'rp' | 'cluster'>, { codes: readonly FailureCode[]; says: RegExp }> = {
  service: { codes: ['OperationTimedOut'], says: /could not do its own part of the step '[a-z-]+'|took longer than/ },
  kubernetes: {
    codes: ['ClusterNotReachable', 'ClusterNotReady'],
    says: /cluster's API server|the API server:|the bootstrap machine:/,
  },
};
