import { STATUS_CODES } from 'node:http';
import { type TemplateError, TemplateFaults } from '../../template/template-error.ts';
import { ArmError, type ErrorDetail } from '../errors.ts';
import { type Json } from '../json.ts';
import { type DeploymentFault } from './deployment.ts';

/** `additionalInfo` says where in the request each fault is; several are told one by one in `details` too. */
export function invalidTemplate(error: TemplateError): ArmError {
  const faults = error instanceof TemplateFaults ? error.faults : [error];
  const text = `Deployment template validation failed: '${error.message}'.`;
  return new ArmError(400, 'InvalidTemplate', text, {
    additionalInfo: faults.map(({ where: { line = 0, column = 0, path = '' } }) => ({
      type: 'TemplateViolation',
      info: { lineNumber: line, linePosition: column, path },
    })),
    ...(faults.length > 1 && { details: faults.map(({ message }) => ({ code: 'InvalidTemplate', message })) }),
  });
}

/** A template that is right in itself and asks for what cannot be. */
export const invalidDeployment = (name: string, trackingId: string, details: ErrorDetail[]): ArmError =>
  new ArmError(
    400,
    'InvalidTemplateDeployment',
    `The template deployment '${name}' is not valid according to the validation procedure. The tracking id is '${trackingId}'. See inner errors for details.`,
    { details },
  );

/** The caller may not make some of what a template has. Azure says so in the message alone. */
export const deploymentUnauthorized = (reasons: readonly string[]): ArmError => {
  const several = reasons.length > 1;
  const what = several ? 'Deployment failed with multiple errors' : 'The template deployment failed with error';
  return new ArmError(400, 'InvalidTemplateDeployment', `${what}: '${reasons.join(':')}'.`);
};

export const deploymentDisallowed = (details: ErrorDetail[]): ArmError =>
  new ArmError(
    400,
    'InvalidTemplateDeployment',
    'The template deployment failed because of policy violation. Please see details for more information.',
    { details },
  );

export const deploymentNotFound = (name: string): ArmError =>
  new ArmError(404, 'DeploymentNotFound', `Deployment '${name}' could not be found.`);

export const deploymentActive = (name: string, startTime: string): ArmError =>
  new ArmError(
    409,
    'DeploymentActive',
    `Unable to edit or replace deployment '${name}': previous deployment from '${startTime}' is still active. Please see https://aka.ms/arm-deploy for usage details.`,
  );

/** What GET of a failed deployment and its status say: each fault is JSON inside a string (ARM, common deployment errors). */
export const deploymentFailed = (faults: { status: number; body: Json }[]): DeploymentFault => ({
  code: 'DeploymentFailed',
  message:
    'At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.',
  details: faults.map(({ status, body }) => ({ code: statusName(status), message: nested(body) })),
});

/** The reason phrase in one word: `BadRequest`. */
export const statusName = (status: number): string => (STATUS_CODES[status] ?? 'Error').replaceAll(' ', '');

const nested = (body: Json): string => JSON.stringify(body, undefined, 2).replaceAll('\n', '\r\n');

/** A long operation, or a deployment inside, that ended otherwise than well. */
export const operationFault = (state: string, error: DeploymentFault): Json => ({
  status: state,
  error: {
    code: 'ResourceDeploymentFailure',
    message: `The resource operation completed with terminal provisioning state '${state}'.`,
    details: [error],
  },
});

export const outputFault = (faults: { name: string; message: string }[]): DeploymentFault => ({
  code: 'DeploymentOutputEvaluationFailed',
  message: `Unable to evaluate template outputs: '${faults.map(({ name }) => name).join(',')}'. Please see error details and deployment operations. Please see https://aka.ms/arm-common-errors for usage details.`,
  details: faults.map(({ name, message }) => ({
    code: 'DeploymentOutputEvaluationFailed',
    target: name,
    message: `The template output '${name}' is not valid: ${message}.`,
  })),
});

export const canceled = (): DeploymentFault => ({
  code: 'DeploymentCanceled',
  message: 'The template deployment was canceled.',
});
