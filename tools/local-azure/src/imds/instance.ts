import { type ImdsAnswer } from './identity.ts';
import { type MachineMetadata } from './options.ts';

const versions = ['2019-03-11', '2019-11-01', '2020-09-01', '2021-01-01', '2021-02-01', '2021-12-13', '2023-07-01'];

/** GET /metadata/instance[/compute[/MEMBER]] ("Azure Instance Metadata Service"). A member is text, with `format=text`. */
export function answerInstance(machine: MachineMetadata, path: string, query: URLSearchParams): ImdsAnswer {
  const version = query.get('api-version') ?? '';
  if (!versions.includes(version))
    return {
      status: 400,
      body: {
        error:
          'Bad request. api-version is invalid or was not specified in the request. For more information refer to aka.ms/azureimds',
        'newest-versions': versions.slice(-3).reverse(),
      },
    };
  const compute = {
    azEnvironment: 'AzurePublicCloud',
    osType: 'Linux',
    provider: 'Microsoft.Compute',
    tagsList: [],
    ...machine,
  };
  const [part, member, ...rest] = path.split('/').filter((segment) => segment !== '');
  if (part === undefined) return { status: 200, body: { compute, network: { interface: [] } } };
  if (part !== 'compute' || rest.length > 0) return notFound;
  if (member === undefined) return { status: 200, body: compute };
  const value = (compute as Record<string, unknown>)[member];
  if (value === undefined) return notFound;
  if (typeof value !== 'object' && query.get('format') !== 'text')
    return { status: 400, body: { error: 'Bad request. A leaf is text: ask for it with format=text.' } };
  return { status: 200, body: value };
}

const notFound: ImdsAnswer = { status: 404, body: { error: 'Not found' } };
