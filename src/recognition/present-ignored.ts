import type { ListedIgnoredFace } from '../gallery/ignored-faces';
import { formatDate } from '../web/pages/dates';

/** An ignored face in the list. */
export interface IgnoredView {
  /** What the user said: an ignored person, or no face. */
  what: string;
  /** The address of the cut-out face; null once the result that it is in is gone. */
  cropUrl: string | null;
  /** ISO 8601, in UTC. */
  time: string;
  date: string;
  removeUrl: string;
}

/** Prepares an ignored face for the list: no descriptor, and no picture but the result's. */
export const presentIgnored = ({
  id,
  isFace,
  createdAt,
  recognitionId,
  faceNumber,
}: ListedIgnoredFace): IgnoredView => ({
  what: isFace ? 'Ignored person' : 'Not a face',
  cropUrl: recognitionId === null || faceNumber === null ? null : `/recognition/${recognitionId}/faces/${faceNumber}`,
  time: new Date(createdAt).toISOString(),
  date: formatDate(createdAt),
  removeUrl: `/ignored/${id}/remove`,
});
