import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { servicePrincipalId } from '@aro-rp/start';
import { describeWithAz } from '../az/azure-cli.ts';
import { shellBlocks } from '../az/fenced-blocks.ts';
import { root } from '../harness/system.ts';
import { beginCreates, type Creates, letTimePass, loseQueue, secretFiles, servedBy } from './mishaps.ts';
import { namesOfAzuresOwn, type Operator, page, pages, startOperator, type Variables } from './operator.ts';
import {
  allWell,
  firstVersion,
  group,
  mirrored,
  prefix,
  pushImages,
  type Region,
  registryName,
  type ServiceName,
  startRegion,
} from './region.ts';
import { until } from './until.ts';

jest.setTimeout(300_000);

/** Two of each service. */
const machines = 8;
const queues = 'az servicebus queue list -g "$GROUP" --namespace-name "$PREFIX-bus" --query "[].name" -o tsv';

describeWithAz('docs/operations', () => {
  let region: Region;
  let operator: Operator;
  let variables: Variables;
  let customers: Creates;
  beforeAll(async () => {
    region = await startRegion(10);
    operator = await startOperator(region);
    const { endpoints } = region.azure;
    variables = {
      ...{ CONFIG: region.place().config, REGION: endpoints.location, RP_HOST: 'localhost' },
      ...{ GROUP: group, PREFIX: prefix, REGISTRY: registryName, RP_CLIENT_ID: region.provider.clientId },
      PIPELINE: await servicePrincipalId(endpoints, region.pipeline.clientId),
      OPERATORS: await servicePrincipalId(endpoints, region.owner.clientId),
      DOCKER_CONFIG_JSON: endpoints.upstream?.pullSecret ?? '',
      WAIT: '0s',
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
      { OPENSHIFT_VERSION: '4.16.30' },
      { 'deploy validate': () => pushImages(region), 'enable-version': () => mirrored(region) },
    );

    await allWell(region, machines);
    expect(await scaleSetsOf('frontend')).toEqual([`frontend-${firstVersion}`]);
    expect(printed.at(-2)).toMatch(/frontend: 0\.1\.0-\w+ since .*\n.* 2 of 2 healthy/);
    expect(printed.at(-1)).toBe('4.16.30      not enabled\n4.16.30: changed\n');
  });

  it('rotate-a-secret.md gives the vault a new version', async () => {
    const file = join(operator.folder, 'docker-config.json');
    const { auths } = JSON.parse(readFileSync(variables['DOCKER_CONFIG_JSON'] ?? '', 'utf8')) as { auths: object };
    writeFileSync(
      file,
      JSON.stringify({ auths: { ...auths, 'new.example': { username: 'mirror', password: 'new' } } }),
    );

    await follow('rotate-a-secret.md', { DOCKER_CONFIG_JSON: file });

    const query = '--vault-name "$PREFIX-mir" -n source-registries --query value -o tsv';
    expect(await operator.run(`az keyvault secret show ${query}`)).toContain('new.example');
  });

  it('an-empty-queue.md makes a queue again that was lost with its messages', async () => {
    customers = await beginCreates(region, ['first', 'second', 'third']);
    await loseQueue(region, 'cluster-work');
    expect(await operator.run(queues)).not.toContain('cluster-work');

    await follow('an-empty-queue.md');

    expect(await operator.run(queues)).toContain('cluster-work');
    // What stood in it is found by the sweep, which is tested below.
    await letTimePass(region, '6m');
  });

  it('rotate-a-data-key.md makes one key more, once', async () => {
    const printed = await follow('rotate-a-data-key.md');

    expect(printed[0]).toMatch(/data-key has the version \w{32} now/);
    expect(printed[1]).toContain('data-key stays as it is');
    expect(printed[2]?.match(/ True$/gm)).toHaveLength(2);
  });

  it('rotate-a-certificate.md has frontends serve a new one, and the application sign in with another', async () => {
    const file = join(operator.folder, 'certificate.pem');
    const before = await servedBy(region);
    const printed = await follow(
      'rotate-a-certificate.md',
      { CERTIFICATE: file },
      {
        'certificate import': async () => {
          await operator.run(`az keyvault secret download --vault-name "$PREFIX-svc" -n rp-server --file '${file}'`);
        },
      },
    );

    const thumbprint = `az keyvault certificate show --vault-name "$PREFIX-svc" -n rp-server --query x509ThumbprintHex -o tsv`;
    const newest = (await operator.run(thumbprint)).trim();
    expect(before).not.toContain(newest);
    await until('every frontend serves the new certificate', async () =>
      (await servedBy(region)).every((one) => one === newest),
    );
    expect(printed[1]).toMatch(/data-key stays as it is.*\n.*\nrp-server stays as it is/);
    expect(printed.at(-2)?.match(/^[0-9a-f]{8}-[0-9a-f-]{27} /gm)).toHaveLength(2);
  });

  it('restore-a-database.md puts back what is no part of a backup, and nothing where all is there', async () => {
    const printed = await follow('restore-a-database.md');

    expect(printed[0]).toContain('nothing was changed');
    expect(printed.at(-1)).toMatch(/backend-.* 2 of 2 healthy/);
  });

  it('release-a-service.md and roll-back-a-service.md bring a version, the one before it, and a version that is named', async () => {
    const service = 'change-feed';
    const given = { SERVICE: service, VERSION: firstVersion.replace(/1$/, '2') };
    await pushImages(region, [service], given.VERSION);

    await follow('release-a-service.md', given);
    expect(await scaleSetsOf(service)).toEqual([`${service}-${given.VERSION}`]);

    const [back] = await follow('roll-back-a-service.md', given);
    expect(back).toContain(`${service} ${firstVersion} is released`);
    expect(await scaleSetsOf(service)).toEqual([`${service}-${given.VERSION}`]);
  });

  it('after all that every cluster is there, and the mirror has the new secret', async () => {
    expect(await customers.settled()).toEqual(new Set(['Succeeded']));
    await until('every mirror has the new secret', () =>
      secretFiles(region, 'source-registries.json').every((text) => text.includes('new.example')),
    );
    await allWell(region, machines);
  });

  it.each(['a-cluster-is-stuck.md', 'a-cluster-has-failed.md'])('%s shows where a cluster stands', async (name) => {
    const CLUSTER_ID = customers.clusterId;
    const shown = await operator.run('backend show-cluster "$CLUSTER_ID" --output json', { CLUSTER_ID });
    const { operation } = JSON.parse(shown) as { operation: { id: string } };

    const printed = await follow(name, { CLUSTER_ID, OPERATION_ID: operation.id });

    expect(printed[0]).toContain('Succeeded');
    expect(JSON.parse(printed.at(-1) ?? '')).toMatchObject({ operation: { id: operation.id } });
  });
});

it('what only Azure can run of the pages is named in docs/not-proven.md', () => {
  const notProven = readFileSync(join(root, 'docs/not-proven.md'), 'utf8');
  const named = pages().flatMap((name) => namesOfAzuresOwn(page(name)).map((fence) => [name, fence] as const));

  expect(named.length).toBeGreaterThan(0);
  for (const [name, fence] of named)
    expect(notProven).toMatch(new RegExp(`^- \`operations/${name}\`.*\\b${fence}\\b`, 'm'));
});
