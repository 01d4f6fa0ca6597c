import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import type { Statement } from '../catalog/catalog';
import type { TracingConfig } from '../config';
import type { RunningEngine } from '../engine/contract';
import { WatchedEngine } from '../engine/watched-engine';
import { version } from '../version';
import type { Middleware } from '../web/context';
import { LoggedExporter } from './exporter';
import { Spans } from './spans';
import { tracePhoto } from './trace-photo';
import { traceRequests } from './trace-requests';
import { traceStatement } from './trace-statement';

/** A collector that doesn't answer must not keep the app from ending. */
const END_WITHIN_MS = 2000;

/**
 * Traces requests, the photos that the engine reads for them, and the statements of the database, and sends them to an OpenTelemetry
 * collector. Of a request it says the route's pattern and the status: no names, no ids, no addresses.
 */
export class Tracing {
  private readonly provider: TracerProvider;
  private readonly spans: Spans;
  /** To be the first of all middleware that takes time. */
  readonly traceRequests: Middleware;

  /** @param trustsProxies whether a proxy in front of the app may say which trace a request belongs to; visitors may not */
  constructor(config: TracingConfig, log: Logger, trustsProxies: boolean) {
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': config.serviceName, 'service.version': version }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(config.ratio) }),
      spanProcessors: [new BatchSpanProcessor({ exporter: new LoggedExporter(config, log) })],
    });
    this.spans = new Spans(this.provider.getTracer('familiar-faces', version));
    this.traceRequests = traceRequests(this.spans, trustsProxies);
  }

  /** Traces the photos that an engine is given. @returns it, to be used in its place */
  trace(engine: RunningEngine): RunningEngine {
    return new WatchedEngine(engine, () => tracePhoto(this.spans));
  }

  /** Hears of each statement that the database has run. */
  readonly onStatement = (statement: Statement): void => traceStatement(this.spans, statement);

  /** Sends what is left, if the collector takes it within some seconds. */
  async close(): Promise<void> {
    const end = this.provider.shutdown().catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, END_WITHIN_MS);
    });
    await Promise.race([end, late]);
    clearTimeout(timer);
  }
}
