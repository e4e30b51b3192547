/**
 * Azure's rules for Resource Manager documents. They carry members for another tool, which Spectral refuses; they are
 * taken away.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- Spectral loads CommonJS
const { spectralRulesets } = require('@microsoft.azure/openapi-validator-rulesets');

const forAnotherTool = [
  'rpcGuidelineCode',
  'stagingOnly',
  'disableForTypeSpecDataPlane',
  'disableForTypeSpecDataPlaneReason',
  'openapiType',
];

function stripped(ruleset) {
  for (const rule of Object.values(ruleset.rules)) for (const member of forAnotherTool) delete rule[member];
  for (const parent of ruleset.extends ?? []) {
    const [extended] = Array.isArray(parent) ? parent : [parent];
    if (extended?.rules) stripped(extended);
  }
  return ruleset;
}

module.exports = stripped(spectralRulesets.azARM);
