import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { servicePrincipalId } from '@aro-rp/start';
import { describeWithAz } from '../az/azure-cli.ts';
import { shellBlocks } from '../az/fenced-blocks.ts';
import { type Operator, page, startOperator, type Variables } from './operator.ts';
import {
  allWell,
  firstVersion,
  group,
  mirroredVersions,
  prefix,
  pushImages,
  type Region,
  registryName,
  type ServiceName,
  startRegion,
} from './region.ts';

jest.setTimeout(300_000);

/** Two of each service. */
const machines = 8;

describeWithAz('docs/operations', () => {
  let region: Region;
  let operator: Operator;
  let variables: Variables;
  beforeAll(async () => {
    region = await startRegion();
    operator = await startOperator(region);
    const { endpoints } = region.azure;
    variables = {
      ...{ CONFIG: region.place().config, REGION: endpoints.location, RP_HOST: 'localhost' },
      ...{ GROUP: group, PREFIX: prefix, REGISTRY: registryName, RP_CLIENT_ID: region.provider.clientId },
      PIPELINE: await servicePrincipalId(endpoints, region.pipeline.clientId),
      OPERATORS: await servicePrincipalId(endpoints, region.owner.clientId),
      DOCKER_CONFIG_JSON: endpoints.upstream?.pullSecret ?? '',
      VERSIONS_JSON: join(operator.folder, 'versions.json'),
    };
  });
  afterAll(async () => {
    operator?.close();
    await region?.stop();
  });

  /** Runs a page's blocks in order. @returns what each has printed */
  const follow = async (
    name: string,
    given: Variables = {},
    before: Partial<Record<string, () => Promise<void>>> = {},
  ) => {
    const printed: string[] = [];
    for (const block of shellBlocks(page(name))) {
      for (const [word, prepare] of Object.entries(before)) if (block.includes(word)) await prepare?.();
      printed.push(await operator.run(block, { ...variables, ...given }));
    }
    return printed;
  };
  const scaleSetsOf = async (service: ServiceName) =>
    [...new Set((await region.machines()).map(({ name }) => name.replace(/_\d+$/, '')))].filter((name) =>
      name.startsWith(`${service}-`),
    );

  it('make-a-region.md makes a region of an empty subscription, whose customers have a version to install', async () => {
    const printed = await follow(
      'make-a-region.md',
      {},
      {
        'deploy validate': () => pushImages(region),
        'update-versions': async () =>
          writeFileSync(join(operator.folder, 'versions.json'), await mirroredVersions(region)),
      },
    );

    await allWell(region, machines);
    expect(await scaleSetsOf('frontend')).toEqual([`frontend-${firstVersion}`]);
    expect(printed.at(-2)).toMatch(/frontend: 0\.1\.0-\w+ since .*\n.* 2 of 2 healthy/);
    expect(printed.at(-1)).toMatch(/^4\.16\.30: /);
  });
});
