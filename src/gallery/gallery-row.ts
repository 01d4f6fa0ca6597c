/** A gallery's row: a request or a job works in one, with its people and its settings. */
export interface Gallery {
  id: number;
  /** A random id, safe in an address. */
  handle: string;
  name: string;
  /** One of its owners: the one for whom its storage counts. */
  ownerId: number;
  /** Whose personal gallery it is; null for galleries that were made. */
  personalOf: number | null;
  /** The name of the gallery's folder in each store. */
  folder: string;
  /** The gallery's own sure threshold, a distance; null means the app's setting. */
  strictness: number | null;
  /** How many hours recognitions are kept; null means the app's setting. */
  retention: number | null;
  /** The network whose descriptors count (engine/descriptor-network.ts). */
  network: string;
}

export const GALLERY_COLUMNS = [
  ...(['id', 'handle', 'name', 'ownerId', 'personalOf'] as const),
  ...(['folder', 'strictness', 'retention', 'network'] as const),
] as const;
