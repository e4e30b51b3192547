import { type ActivityEvent, eventOf } from '../activity-events.ts';
import { type ActivityLog } from '../activity-log.ts';
import { refusals } from '../model/errors.ts';
import { type Json } from '../model/json.ts';
import { keyOf } from '../model/resource-id.ts';
import { parseActivityFilter } from './activity-filter.ts';
import { type Call, queryOf, requireApiVersion } from './call.ts';
import { page } from './paging.ts';
import { type LocalRoutes } from './routes.ts';

const apiVersions = ['2014-04-01', '2015-04-01', '2017-03-01-preview'];
/** The order of arrival, backwards, as text. */
const keyFor = ({ n }: ActivityEvent): string => String(Number.MAX_SAFE_INTEGER - n).padStart(16, '0');

/**
 * Azure Monitor's "Activity Logs - List", newest first. Dispatch has judged the caller: it needs
 * `Microsoft.Insights/eventtypes/values/read` in the subscription.
 */
export const activityRoutes = (log: Pick<ActivityLog, 'list'>): LocalRoutes => ({
  '/subscriptions/:subscriptionId/providers/Microsoft.Insights/eventtypes/management/values': {
    get(call, { subscriptionId = '' }) {
      const version = requireApiVersion(call);
      if (!apiVersions.includes(version))
        throw refusals.unsupportedApiVersion('eventtypes/values', 'global', version, apiVersions);
      const isWanted = parseActivityFilter(queryOf(call, '$filter'));
      const below = `/subscriptions/${keyOf(subscriptionId)}`;
      const events = log
        .list()
        .filter(({ path }) => keyOf(path) === below || keyOf(path).startsWith(`${below}/`))
        .flatMap((record) => eventOf(record) ?? [])
        .filter(isWanted)
        .reverse();
      return { status: 200, body: page(call, events, keyFor, selection(call)) };
    },
  },
});

/** `$select`: the members that are asked for, ignoring case. */
function selection(call: Call): (event: ActivityEvent) => Json {
  const names = (queryOf(call, '$select') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (names.length === 0) return ({ shown }) => shown;
  return ({ shown }) =>
    Object.fromEntries(Object.entries(shown).filter(([name]) => names.includes(name.toLowerCase())));
}
