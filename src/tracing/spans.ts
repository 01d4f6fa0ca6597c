import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context as Position, ROOT_CONTEXT, type SpanOptions, type Tracer, trace } from '@opentelemetry/api';

/** The spans of one app, and which one the running code is in. */
export class Spans {
  private readonly positions = new AsyncLocalStorage<Position>();

  constructor(private readonly tracer: Tracer) {}

  /** Where the running code is: inside of a span, or outside of all. */
  get position(): Position {
    return this.positions.getStore() ?? ROOT_CONTEXT;
  }

  get isInside(): boolean {
    return this.positions.getStore() !== undefined;
  }

  /** Begins a span below a position. The caller ends it. */
  begin(name: string, options: SpanOptions = {}, below = this.position) {
    const span = this.tracer.startSpan(name, options, below);
    return { span, position: trace.setSpan(below, span) };
  }

  /** Runs something at a position. */
  run<T>(position: Position, work: () => T): T {
    return this.positions.run(position, work);
  }
}
