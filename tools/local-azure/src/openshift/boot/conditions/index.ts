import { certificatesAreYoung, kubeletSignerIsThere } from './certificates.ts';
import { type Boot, type Condition, type PowerOn, type ProbedCondition } from './condition.ts';
import { internalRules, machinesAreInPools, poolIsFirst, rulesAndProbes } from './load-balancers.ts';
import { bootstrapHasPointer, imagesBoot, mastersPointToServer, mastersRun } from './machine.ts';
import {
  cloudProviderNamesExist,
  infrastructureIsThis,
  machineImagesExist,
  machineNamesExist,
  mastersAreKnown,
  registryAccountExists,
  zonesExist,
} from './manifests.ts';
import { internalNamesResolve } from './names.ts';
import { interfacesAreUp, subnetsHaveSecurityGroup } from './network.ts';
import { principalHasRoles } from './principal.ts';
import { componentPulls, releaseImagePulls } from './pull-secret.ts';
import { outboundAccess } from './way-out.ts';

export { type Boot, type PowerOn, type Probes } from './condition.ts';

/** Before the whole configuration is fetched, in the order of a boot. */
export const beforeFetch: readonly Condition<PowerOn>[] = [
  imagesBoot,
  interfacesAreUp,
  bootstrapHasPointer,
  outboundAccess,
  mastersRun,
];

/** After it, in the order in which a bootstrap machine would come upon them. */
export const afterFetch: readonly (Condition<Boot> | ProbedCondition)[] = [
  kubeletSignerIsThere,
  certificatesAreYoung,
  releaseImagePulls,
  componentPulls,
  infrastructureIsThis,
  internalNamesResolve,
  poolIsFirst,
  machinesAreInPools,
  internalRules,
  rulesAndProbes,
  mastersPointToServer,
  subnetsHaveSecurityGroup,
  mastersAreKnown,
  machineNamesExist,
  machineImagesExist,
  cloudProviderNamesExist,
  zonesExist,
  registryAccountExists,
  principalHasRoles,
];
