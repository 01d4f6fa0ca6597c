import { type Span, SpanStatusCode } from '@opentelemetry/api';
import type { PhotoWatch } from '../engine/watched-engine';
import { outcomeOfError } from '../observations';
import type { Spans } from './spans';

/** Makes a span of a photo that the engine was given, and one of each of its stages. */
export function tracePhoto(spans: Spans): PhotoWatch {
  const { span: whole, position } = spans.begin('describe photo');
  let current: Span | undefined;
  return {
    onStage(stage) {
      current?.end();
      current = spans.begin(stage, {}, position).span;
    },
    onEnd(error) {
      current?.end();
      whole.setAttribute('familiar_faces.outcome', error === undefined ? 'described' : outcomeOfError(error));
      if (error !== undefined) whole.setStatus({ code: SpanStatusCode.ERROR });
      whole.end();
    },
  };
}
