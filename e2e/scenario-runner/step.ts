import {
  anything,
  count,
  listOf,
  mapOf,
  mapping,
  oneOf,
  orNull,
  type Read,
  record,
  ScenarioError,
  text,
  yes,
} from './shapes.ts';

const problem = record({ code: text }, { target: text });

/** What an answer must be. `target`, `details` and each named header are compared; what is not named may be anything. */
const expectation = record(
  { status: count },
  {
    code: text,
    target: text,
    /** A regular expression. */
    message: text,
    /** Exactly these, in any order. */
    details: listOf(problem),
    /** Regular expressions by name; `null` for a header that must be absent. */
    headers: mapOf(orNull(text)),
    /** Part of the body, as `expectPart` has it. */
    body: anything,
  },
);
export type Expectation = ReturnType<typeof expectation>;

/** The key that stands first in a step says its kind; each kind has these keys and no other. */
const shapes = {
  http: record(
    { http: text, expect: expectation },
    {
      /** `arm` is local ARM with a customer's token; `frontend` is straight to the service. */
      via: oneOf('arm', 'frontend'),
      /** Shown to the frontend; ARM's own unless told. */
      certificate: oneOf('arm', 'none', 'stranger'),
      headers: mapOf(text),
      body: anything,
      /** Sent as it is. */
      text,
      /** A JSON object of exactly so many bytes. */
      bytes: count,
      /** The body of a create that is valid as it is; `with` is laid over it. */
      example: record({}, { name: text, with: anything }),
      /** Names for later steps: `header NAME` or `body PATH` of the answer. */
      save: mapOf(text),
    },
  ),
  'wait-until-terminal': record({ 'wait-until-terminal': text, state: text }),
  'fail-next': record({ 'fail-next': anything }),
  /** Until each has struck once. */
  'wait-until-faults-strike': record({ 'wait-until-faults-strike': yes }),
  /** An error when one of them has not struck; so is the end of a scenario. */
  'clear-faults': record({ 'clear-faults': yes }),
  kill: record({ kill: text }),
  'advance-clock': record({ 'advance-clock': text }),
  'expect-requests': record({
    /** The effect; of every resource with `containing` in its id it happened as often as `are` says, and on no other. */
    'expect-requests': oneOf('created', 'updated', 'deleted'),
    containing: text,
    are: mapOf(count),
  }),
  'expect-document': record({
    'expect-document': record({}, { cluster: text, operation: text, subscription: text }),
    /** Part of it; `null` when there must be none. */
    is: anything,
  }),
} satisfies Record<string, Read<unknown>>;

type Shapes = typeof shapes;
export type StepOf<K extends keyof Shapes> = { kind: K; place: string } & ReturnType<Shapes[K]>;
/** Holds steps after which every document is as it was before. */
export interface NothingWritten {
  kind: 'expect-nothing-written';
  place: string;
  'expect-nothing-written': Step[];
}
export type Step = { [K in keyof Shapes]: StepOf<K> }[keyof Shapes] | NothingWritten;

const nothingWritten = record({ 'expect-nothing-written': listOf((value, place): Step => readStep(value, place)) });

/** @throws ScenarioError for a kind that there is not, and for any key that the kind does not have */
export function readStep(value: unknown, place: string): Step {
  const [first = ''] = Object.keys(mapping(value, place));
  if (first === 'expect-nothing-written') return { kind: first, place, ...nothingWritten(value, place) };
  if (!isKind(first)) throw new ScenarioError(`${place} begins with ${first}; a step is one of ${kinds.join(', ')}`);
  return { kind: first, place, ...shapes[first](value, place) } as Step;
}

const kinds = [...Object.keys(shapes), 'expect-nothing-written'];
const isKind = (name: string): name is keyof Shapes => Object.hasOwn(shapes, name);
