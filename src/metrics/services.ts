import type { Config } from '../config';
import type { Metrics } from './metrics';

/** The services of metrics/. */
export interface MetricsServices {
  /** Undefined when nothing is measured. */
  metrics: Metrics | undefined;
}

/** What the controllers of metrics/ need. */
export interface MetricsNeeds extends MetricsServices {
  config: Pick<Config, 'metrics'>;
}
