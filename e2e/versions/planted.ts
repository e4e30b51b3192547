import { type AppName } from '@aro-rp/start';

/**
 * What the next version does beside what this one does: documents with members that this version does not know, a plan
 * in a new version with a step more, another member in messages, a new code of failure, a new metric. Each is a text that
 * stands once in a file, and what stands there instead.
 */
export interface Planted {
  file: string;
  search: string;
  replacement: string;
}

type Row = readonly [search: string, replacement: string];

/** The value of every new member. */
export const mark = 'n+1';
const member = `nextMember: '${mark}',`;

const of = (file: string, ...rows: Row[]): Planted[] =>
  rows.map(([search, replacement]) => ({ file, search, replacement }));
const before = (text: string, added: string): Row => [text, added + text];

const acceptance = of(
  'libs/database/src/clusters/acceptance.ts',
  before(`    facts: {},\n    ...carried,`, member),
  before(`      ...cluster,\n      properties: begun(`, member),
  ['begun(cluster.properties,', `begun({ ...cluster.properties, ${member} },`],
  before(`      id: request.planId,`, member),
  before(`    startTime: toInstant(request.now()),`, member),
  before(`      values: { ...before?.values,`, member),
  ['revision: 0, kind, value, clusterKey }', `revision: 0, ${member} kind, value, clusterKey }`],
);
const subscriptions = of(
  'libs/database/src/subscription-store.ts',
  before(`    revision: 0,\n    subscription,`, member),
);
const offers = of('libs/database/src/catalogue-store.ts', [
  '{ revision: 0, ...current, ...content,',
  `{ revision: 0, ...current, ...content, ${member}`,
]);
const work = [
  ...of(
    'libs/database/src/work/envelope.ts',
    ['lease: { ...lease, epoch,', `lease: { ...lease, ${member} epoch,`],
    before(`    cursor: end.cursor,`, member),
  ),
  ...of('libs/database/src/work/endings.ts', [
    'const facts = { ...document.facts,',
    `const facts = { ...document.facts, ${member}`,
  ]),
  ...of('libs/database/src/billing-store.ts', before(`            type: 'billing',`, member)),
];

/** A new code with which a create fails, of clusters with a certain name. */
export const failing = { name: 'fails-anew', code: 'NextVersionsCode' };
const failure = of(
  'apps/backend/src/plans/create-cluster/dns-name.ts',
  before(`import { done,`, `import { CloudError } from '@aro-rp/api';\n`),
  before(
    `  const name = recordName(cluster, place.dns.name);`,
    `  if (id.name === '${failing.name}') throw new CloudError(400, { code: '${failing.code}', message: 'The next version says why.' });\n`,
  ),
);

/** The step that the next version of a create has more than this one's, and what it learns. */
export const nextStep = { name: 'note-the-next-version', fact: 'notedByNextVersion' };
const plan = of(
  'apps/backend/src/plans/index.ts',
  before(`import { createPlanCatalogue }`, `import { done, step } from '@aro-rp/plan';\n`),
  [
    `{ current: discreet(onPremises('create', createCluster)) }`,
    `{
      current: discreet(onPremises('create', {
        ...createCluster,
        version: createCluster.version + 1,
        steps: createCluster.steps.flatMap((one) =>
          one.name === 'choose'
            ? [one, step('${nextStep.name}', async () => done({ ${nextStep.fact}: true }))]
            : [one],
        ),
      })),
      previous: discreet(onPremises('create', createCluster)),
    }`,
  ],
);

/** A counter that this version does not have. */
export const metric = 'aro_rp_next_messages';
const counted = of(
  'apps/backend/src/worker/handle.ts',
  before(
    `    count(labelOf(settled));`,
    `    metrics.count('next_messages', { outcome: labelOf(settled), version: '${mark}' });\n`,
  ),
);

const feed = [
  ...of('libs/database/src/feeds/range-leases.ts', [
    'return { ...rest, ...next };',
    `return { ...rest, ...next, ${member} };`,
  ]),
  ...of('libs/messaging/src/work-message.ts', ['JSON.stringify(body)', `JSON.stringify({ ...body, ${member} })`]),
  ...of(
    'libs/messaging/src/publisher.ts',
    before(`  body: encodeBody(body),`, `applicationProperties: { version: '${mark}' },`),
  ),
];

const releases = of(
  'libs/database/src/releases/release-store.ts',
  before(`              ...{ id: release, type: 'release',`, member),
  before(`  ...{ id: digest, type: 'mirrored-image',`, member),
);

/**
 * By what is built from it. A frontend of the next version names no plan that backends of this one do not know: that is
 * for the version after it, here `frontend-names-plan`.
 */
export const variants = {
  frontend: { app: 'frontend', changes: [...acceptance, ...subscriptions] },
  'frontend-names-plan': {
    app: 'frontend',
    changes: [
      ...acceptance,
      ...subscriptions,
      ...of('apps/frontend/src/clusters/plans.ts', [
        `create: { kind: 'create-cluster', version: `,
        `create: { kind: 'create-cluster', version: 1 + `,
      ]),
    ],
  },
  'change-feed': { app: 'change-feed', changes: feed },
  backend: {
    app: 'backend',
    changes: [...acceptance, ...subscriptions, ...offers, ...work, ...failure, ...plan, ...counted],
  },
  mirror: { app: 'mirror', changes: [...releases, ...feed.slice(0, 1)] },
} as const satisfies Record<string, { app: AppName; changes: readonly Planted[] }>;
export type VariantName = keyof typeof variants;
