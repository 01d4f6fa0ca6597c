import type { Role } from '../gallery/memberships';
import type { Viewer } from '../gallery/viewer';
import type { StoredRecognition } from './stored-recognition';

/** Who made a result that the viewer sees because it is shared; null for the viewer's own. */
export const sharerOf = ({ userId, madeBy }: StoredRecognition, viewer: Pick<Viewer, 'userId'>): string | null =>
  userId === viewer.userId ? null : (madeBy ?? 'Somebody');

/**
 * Prepares what a result's page says of sharing it.
 * @param hasOthers whether the gallery has anybody with whom it could be shared
 */
export function presentSharing(
  result: StoredRecognition,
  viewer: Viewer,
  { role, hasOthers }: { role: Role | undefined; hasOthers: boolean },
) {
  const isShared = result.shared === 1;
  const by = sharerOf(result, viewer);
  return {
    isTold: isShared || hasOthers,
    isOwn: by === null,
    isShared,
    by,
    canShare: !isShared && by === null,
    canStop: isShared && (by === null || role === 'owner'),
    shareUrl: `/recognition/${result.id}/share`,
    stopUrl: `/recognition/${result.id}/stop-sharing`,
  };
}
