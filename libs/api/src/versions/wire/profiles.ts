import {
  AtMostLong,
  Domain,
  IsResourceGroupId,
  OneOf,
  OpenShiftVersion,
  PullSecret,
  Uuid,
} from '../rules/constraints.ts';
import { Definition } from '../schema/definition.ts';
import { since, Text } from '../schema/field.ts';
import { fipsValidatedModules, visibility } from './enumerations.ts';

const sinceMarked = since('2023-11-22');

@Definition('ClusterProfile', 'ClusterProfile represents a cluster profile.')
export class ClusterProfile {
  @Text({
    access: 'mutable',
    kept: true,
    secret: 'pullSecret',
    in: since('2020-04-30'),
    description: 'The pull secret for the cluster.',
  })
  @AtMostLong(65_536)
  @PullSecret()
  pullSecret?: string;

  @Text({ access: 'immutable', required: true, description: 'The domain for the cluster.' })
  @Domain()
  domain?: string;

  @Text({ access: 'immutable', kept: true, description: 'The version of the cluster.' })
  @OpenShiftVersion()
  version?: string;

  @Text({
    access: 'immutable',
    same: 'ignoring-case',
    required: true,
    description: 'The ID of the cluster resource group.',
  })
  @IsResourceGroupId()
  resourceGroupId?: string;

  @Text({
    access: 'immutable',
    fallback: 'Disabled',
    enumeration: fipsValidatedModules,
    in: since('2022-04-01'),
    description: 'If FIPS validated crypto modules are used',
  })
  fipsValidatedModules?: string;

  @Text({
    access: 'read-only',
    marked: since('2025-07-25'),
    in: since('2024-08-12-preview'),
    description: 'The URL of the managed OIDC issuer in a workload identity cluster.',
  })
  oidcIssuer?: string;
}

@Definition('ConsoleProfile', 'ConsoleProfile represents a console profile.')
export class ConsoleProfile {
  @Text({ access: 'read-only', marked: sinceMarked, description: 'The URL to access the cluster console.' })
  url?: string;
}

@Definition('ServicePrincipalProfile', 'ServicePrincipalProfile represents a service principal profile.')
export class ServicePrincipalProfile {
  @Text({
    access: 'mutable',
    same: 'ignoring-case',
    required: true,
    description: 'The client ID used for the cluster.',
  })
  @Uuid()
  clientId?: string;

  @Text({
    access: 'mutable',
    required: true,
    secret: 'clientSecret',
    description: 'The client secret used for the cluster.',
  })
  @AtMostLong(4_096)
  clientSecret?: string;
}

@Definition('APIServerProfile', 'APIServerProfile represents an API server profile.')
export class ApiServerProfile {
  @Text({ access: 'immutable', required: true, enumeration: visibility, description: 'API server visibility.' })
  visibility?: string;

  @Text({ access: 'read-only', marked: sinceMarked, description: 'The URL to access the cluster API server.' })
  url?: string;

  @Text({ access: 'read-only', marked: sinceMarked, description: 'The IP of the cluster API server.' })
  ip?: string;
}

@Definition('IngressProfile', 'IngressProfile represents an ingress profile.')
export class IngressProfile {
  @Text({ access: 'immutable', required: true, description: 'The ingress profile name.' })
  @OneOf(['default'])
  name?: string;

  @Text({ access: 'immutable', required: true, enumeration: visibility, description: 'Ingress visibility.' })
  visibility?: string;

  @Text({ access: 'read-only', marked: sinceMarked, description: 'The IP of the ingress.' })
  ip?: string;
}
