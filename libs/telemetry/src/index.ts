export { createLog, type LogLevel, logLevels, type LogOptions } from './create-log.ts';
export { type Log, type LogFields, silentLog } from './log.ts';
export { createMetrics, type Labels, type Metrics } from './metrics.ts';
export {
  type Figures,
  type PublishedMetric,
  publishedMetrics,
  type PublishedName,
  publishedNamespace,
  publishedSince,
  type PublishingService,
  readPublished,
} from './published.ts';
export { redact, redactText } from './redact.ts';
export { Secret } from './secret.ts';
export { childTraceparent, parseTraceparent, type Traceparent } from './trace-context.ts';
