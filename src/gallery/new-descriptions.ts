import type { Gallery } from './galleries';

/** What pages say of faces that were described anew. */
export interface NewDescriptions {
  /** How many names would change, and how many photos would count no more, if they counted; undefined unless the user has to decide. */
  wouldChange(gallery: Gallery): { names: number; photos: number } | undefined;
}
