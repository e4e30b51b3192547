import { type Argument } from '../language/expression.ts';
import { defineTemplate, type ParameterDeclaration, type Template } from '../language/template.ts';
import { autoscale } from './autoscale.ts';
import { cloudInit, type Unit } from './cloud-init.ts';
import { scaleSet, type serviceParameters } from './scale-set.ts';

interface Service<P> extends Omit<Unit, 'variables'> {
  description: string;
  parameters: P;
  /** Variables of the service, each with its value. */
  environment: Record<string, Argument>;
  isBehindLoadBalancer?: boolean;
  /** Absent: the number of machines stays. */
  scaling?: Parameters<typeof autoscale>[2];
}

type Common = ReturnType<typeof serviceParameters>;

/** The template of one version of a service: its scale set, and what follows that. It touches nothing else. */
export function serviceTemplate<const P extends Common & Record<string, ParameterDeclaration>>(
  service: Service<P>,
): Template {
  const { description, parameters, environment, scaling, ...unit } = service;
  return defineTemplate<Common>({
    description,
    parameters,
    variables: () => ({
      environment,
      cloudInit: cloudInit({ ...unit, variables: Object.keys(environment).sort() }),
    }),
    resources: (given) => [scaleSet(unit, given), ...(scaling ? [autoscale(unit.service, given, scaling)] : [])],
  });
}
