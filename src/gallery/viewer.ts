import type { Gallery } from './galleries';

/** Somebody of any role who looks at what is theirs in a gallery, and at what others share with it. */
export interface Viewer {
  gallery: Gallery;
  userId: number;
}
