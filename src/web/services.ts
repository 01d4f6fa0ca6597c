import type { UserSlots } from '../concurrency/user-slots';
import type { Assets } from './assets/assets';
import type { RateLimits } from './middleware/rate-limits';
import type { Views } from './pages/views';
import type { PhotoResponses } from './responses/photo-responses';

/** The services that web/ gives to the app and to the rooms above it. */
export interface WebServices {
  assets: Assets;
  views: Views;
  rateLimits: RateLimits;
  /** The folder where uploads lie while their request lasts. */
  incomingFolder: string;
  /** Bounds how many photos of one user the engine has while somebody waits for the answer. */
  photoSlots: UserSlots;
  photoResponses: PhotoResponses;
}

/** What the controllers of web/ need. */
export interface WebNeeds {
  /** Whether the app can take photos now. */
  isReady(): Promise<boolean>;
}
