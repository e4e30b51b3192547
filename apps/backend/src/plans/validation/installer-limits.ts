import { parseCidr } from '@aro-rp/api';
import { finding } from '../error-codes.ts';
import { fullDomain } from '../names.ts';
import { type Finding } from './findings.ts';
import { type Check } from './survey.ts';

/** The longest label that leaves room for `*.apps` before it, as `openshift-install` counts. */
const longestName = 54;
/** The widest range of services that Kubernetes takes. */
const shortestServicePrefix = 12;

/** What `openshift-install` refuses in every cluster, though Azure and the API of this service allow it. */
export const installerLimits: Check = ({ context: { cluster, place } }) => {
  const [name = ''] = fullDomain(cluster, place.dns.name).split('.');
  return Promise.resolve([...ofName(name), ...ofServices(cluster.properties.networkProfile.serviceCidr)]);
};

export const ofName = (name: string): Finding[] =>
  name.length <= longestName
    ? []
    : [
        {
          error: finding(
            'InvalidParameter',
            `The domain begins with '${name}', which has ${name.length} characters; OpenShift takes at most ${longestName} before the first dot. Choose a shorter one.`,
            'properties.clusterProfile.domain',
          ),
        },
      ];

export const ofServices = (range: string): Finding[] =>
  (parseCidr(range)?.prefix ?? shortestServicePrefix) >= shortestServicePrefix
    ? []
    : [
        {
          error: finding(
            'InvalidParameter',
            `The range ${range} of the services is too wide: OpenShift takes /${shortestServicePrefix} or narrower. Choose a narrower one; /16 is usual.`,
            'properties.networkProfile.serviceCidr',
          ),
        },
      ];
