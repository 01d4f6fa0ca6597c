import type { NameChanges } from './name-changes';

/** How far a gallery's faces are described anew. */
export type Progress =
  /** `left` photos of `total` still are to be described; undefined before they are counted. */
  | { state: 'running'; left: number | undefined; total: number }
  /** All are. `behind` photos couldn't be, and would count no more. */
  | { state: 'ready'; changes: NameChanges; behind: number };
