/** What a release, an alert and an SRE look at first; names of Azure Monitor's custom metrics, namespace `aro-rp`. */
export type PublishedName =
  'Requests' | 'Failures' | 'QueueAgeSeconds' | 'StrandedDocuments' | 'DataKeyAgeSeconds' | 'CertificateAgeSeconds';

export const publishedNamespace = 'aro-rp';

/** How a figure is made from samples of the exposition text. */
export interface PublishedMetric {
  name: PublishedName;
  /**
   * `increase`: the sum of the samples, less that of the reading before; a sum that has become less is of a process that
   * began anew, and counts whole. `largest`: the largest of the samples.
   */
  kind: 'increase' | 'largest';
  /** Extended regular expressions (POSIX), of which one matches the line of each sample. */
  samples: readonly string[];
  /** Of those lines, the ones that do not count. */
  except?: string;
}

export type PublishingService = 'frontend' | 'backend' | 'change-feed' | 'mirror';
export type Figures = Partial<Record<PublishedName, number>>;

const counted = (name: string, label = ''): string =>
  `^aro_rp_${name}[{]${label === '' ? '' : `(.*,)?${label.replace('=', '="')}"`}`;

const requests = (...samples: string[]): PublishedMetric => ({ name: 'Requests', kind: 'increase', samples });
const failures = (...samples: string[]): PublishedMetric => ({ name: 'Failures', kind: 'increase', samples });
const largest = (name: PublishedName, ...samples: string[]): PublishedMetric => ({ name, kind: 'largest', samples });

/** Health is asked for by machines, and is 503 while a service starts or drains. */
const byCallers = { except: 'route="health"' };
const dataKey = largest('DataKeyAgeSeconds', counted('data_key_age_seconds'));

/**
 * What each service publishes. `Requests`: what it was asked to do. `Failures`: what went wrong for a reason of ours; a
 * customer's mistake is none. `QueueAgeSeconds`: how long the oldest work has waited for this service.
 */
export const publishedMetrics: Readonly<Record<PublishingService, readonly PublishedMetric[]>> = {
  frontend: [
    { ...requests(counted('frontend_requests')), ...byCallers },
    { ...failures(counted('frontend_requests', 'status=5..')), ...byCallers },
    dataKey,
    largest('CertificateAgeSeconds', counted('certificate_age_seconds')),
  ],
  backend: [
    requests(counted('backend_messages')),
    failures(
      counted('backend_messages', 'outcome=failed'),
      counted('backend_slices', 'outcome=died'),
      counted('unexpected_errors'),
      counted('plans_ended', 'code=(InternalServerError|Operation[A-Za-z]*)'),
    ),
    largest('QueueAgeSeconds', counted('message_age_seconds')),
    dataKey,
  ],
  'change-feed': [
    requests(counted('messages_published_total')),
    failures(counted('feed_errors_total'), counted('feed_restarts_total'), counted('sweeps_failed')),
    largest('QueueAgeSeconds', counted('feed_lag_seconds')),
    largest('StrandedDocuments', counted('stranded_documents')),
  ],
  mirror: [
    requests(counted('mirror_images')),
    failures(
      counted('mirror_images', 'outcome=failed'),
      counted('mirror_releases', 'outcome=failed'),
      counted('mirror_laps_failed'),
    ),
  ],
};

/** Sums and largest values as they stand in an exposition text of Prometheus; 0 where there is no sample. */
export function readPublished(service: PublishingService, text: string): Figures {
  const lines = text.split('\n');
  return Object.fromEntries(
    publishedMetrics[service].map(({ name, kind, samples, except }) => {
      const matching = new RegExp(samples.join('|'));
      const excluded = except === undefined ? undefined : new RegExp(except);
      const values = lines
        .filter((line) => matching.test(line) && excluded?.test(line) !== true)
        .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
      return [name, kind === 'increase' ? values.reduce((sum, one) => sum + one, 0) : Math.max(0, ...values)];
    }),
  );
}

/** What is published of the time between two readings of one instance; without `before`, of a process from its start. */
export function publishedSince(service: PublishingService, now: Figures, before: Figures = {}): Figures {
  return Object.fromEntries(
    publishedMetrics[service].map(({ name, kind }) => {
      const [value, earlier] = [now[name] ?? 0, before[name] ?? 0];
      return [name, kind === 'increase' && value >= earlier ? value - earlier : value];
    }),
  );
}
