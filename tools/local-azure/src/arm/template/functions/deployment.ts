import { eager, type LanguageFunction, notHere } from './language-function.ts';

const copyIndexOf = eager('copyIndex', 0, 2, (given, scope) => {
  if (!scope.copyIndex) throw notHere('copyIndex');
  const named = typeof given.any(0) === 'string';
  const index = scope.copyIndex(named ? given.text(0) : undefined);
  return index + given.integerOr(named ? 1 : 0, 0);
});

/** What the deployment itself knows. */
export const deploymentFunctions: LanguageFunction[] = [
  eager('parameters', 1, 1, (given, scope) => {
    if (!scope.parameter) throw notHere('parameters');
    return scope.parameter(given.text(0));
  }),
  eager('variables', 1, 1, (given, scope) => {
    if (!scope.variable) throw notHere('variables');
    return scope.variable(given.text(0));
  }),
  copyIndexOf,
  eager('deployment', 0, 0, (_given, { surroundings }) => surroundings.deployment),
  eager('environment', 0, 0, (_given, { surroundings }) => surroundings.environment),
  eager('subscription', 0, 0, (_given, { surroundings }) => surroundings.subscription),
  eager('resourceGroup', 0, 0, (_given, { surroundings }) => {
    if (!surroundings.resourceGroupInfo) throw notHere('resourceGroup');
    return surroundings.resourceGroupInfo;
  }),
];
