import type { UserSlots } from '../concurrency/user-slots';
import type { Assets } from './assets/assets';
import type { RateLimits } from './middleware/rate-limits';
import type { RunningRequests } from './middleware/running-requests';
import type { Views } from './pages/views';
import type { PhotoResponses } from './responses/photo-responses';
import type { UploadSpace } from './uploads/upload-space';

/** The services that web/ provides to the app and to the rooms above it. */
export interface WebServices {
  assets: Assets;
  views: Views;
  rateLimits: RateLimits;
  running: RunningRequests;
  /** The folder for uploaded files while their request runs. */
  incomingFolder: string;
  /** The room that each user's uploads share while their requests run. */
  uploadSpace: UploadSpace;
  /** Limits how many photos of one user the engine gets at once for requests that wait for it. */
  photoSlots: UserSlots;
  photoResponses: PhotoResponses;
}

/** What the controllers of web/ need. */
export interface WebNeeds {
  /** Returns whether the app can take photos now. */
  isReady(): Promise<boolean>;
  /** Returns why people can't sign in, and whether somebody has to change something first; undefined when they can. */
  signInHealth(): Promise<{ lasts: boolean; message: string } | undefined>;
}
