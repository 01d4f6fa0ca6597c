import type { Gallery } from './gallery-row';

/** Somebody of any role who looks at what is theirs in a gallery, and at what others share with it. */
export interface Viewer {
  gallery: Gallery;
  userId: number;
}
