import type { Gallery } from './galleries';

/** What pages say of webhooks that the app has switched off. */
export interface SwitchedOff {
  /** Counts them. */
  countOff(gallery: Gallery): Promise<number>;
}
