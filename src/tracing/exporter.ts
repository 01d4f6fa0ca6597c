import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import type { TracingConfig } from '../config';

/** A collector on the same network answers within milliseconds. */
const PATIENCE_MS = 5000;

/**
 * Sends spans to an OpenTelemetry collector, as OTLP over HTTP in JSON. The library drops what can't be sent and says nothing; this says
 * it in the log: once, until the collector answers again.
 */
export class LoggedExporter implements SpanExporter {
  private readonly exporter: OTLPTraceExporter;
  private isFailing = false;

  constructor(
    private readonly config: TracingConfig,
    private readonly log: Logger,
  ) {
    const { endpoint, headers } = config;
    this.exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers, timeoutMillis: PATIENCE_MS });
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.exporter.export(spans, (result) => {
      this.tell(result);
      done({ code: ExportResultCode.SUCCESS }); // else the library writes to a log of its own
    });
  }

  forceFlush(): Promise<void> {
    return this.exporter.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  private tell({ code, error }: ExportResult): void {
    const hasFailed = code !== ExportResultCode.SUCCESS;
    if (hasFailed === this.isFailing) return;
    this.isFailing = hasFailed;
    const { endpoint } = this.config;
    if (hasFailed)
      this.log.warn(
        { reason: error?.message },
        `traces can't be sent to ${new URL(endpoint).origin}: check OTEL_EXPORTER_OTLP_ENDPOINT and the collector`,
      );
    else this.log.info('traces are sent again');
  }
}
