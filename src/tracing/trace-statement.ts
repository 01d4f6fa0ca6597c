import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Statement } from '../catalog/catalog';
import type { Spans } from './spans';

/** What a statement does, and the first table that it names: `select people`. */
const SUMMARY = /^\W*(?:with\b.*?\b)?(select|insert|update|delete)\b(?:.*?\b(?:from|into|update) |\s+)"?(\w+)"?/is;

/** What may be said of a statement: a few words of the code's, without values. */
export function summaryOf(text: string): string {
  const [, does, table] = SUMMARY.exec(text) ?? [];
  return does && table ? `${does.toLowerCase()} ${table}` : (/^\w+/.exec(text)?.[0].toLowerCase() ?? 'statement');
}

/** Makes a span of a statement that has run for a request; those of work in the background would each be a trace of their own. */
export function traceStatement(spans: Spans, { text, milliseconds, hasFailed }: Statement): void {
  if (!spans.isInside) return;
  const endTime = Date.now();
  const summary = summaryOf(text);
  const { span } = spans.begin(summary, {
    kind: SpanKind.CLIENT,
    startTime: endTime - milliseconds,
    attributes: { 'db.system.name': 'sqlite', 'db.query.summary': summary },
  });
  if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(endTime);
}
