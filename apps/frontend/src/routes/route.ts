import { type Call, type Handler, type VersionedCall } from '../http/call.ts';

export type Method = 'GET' | 'HEAD' | 'PUT' | 'PATCH' | 'DELETE' | 'POST';

interface Place {
  /** In metrics and logs. */
  name: string;
  /** Express paths; parameters have the names that `check-path.ts` knows. */
  path: string | string[];
}

/** One path of the API and what each method does there. */
export type Route = Place &
  (
    | { /** Those of the registry. */ versions: 'registered'; methods: Methods<VersionedCall> }
    /** One literal value that no other route has. */
    | { versions: { only: string }; methods: Methods<Call> }
    /** Those of the registry, and one that is ARM's own. */
    | { versions: { registeredOr: string }; methods: Methods<Call> }
  );

export type Methods<C extends Call> = Partial<Record<Method, Handler<C>>>;
