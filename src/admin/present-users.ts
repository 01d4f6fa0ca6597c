import { formatSize } from '../account/present-account';
import type { UserRecord } from '../auth/user-book';
import { MEGABYTE } from '../units';
import type { GallerySize, UserWithUsage } from './administration';

const timeOf = (milliseconds: number | null) => (milliseconds === null ? null : new Date(milliseconds).toISOString());

/** The address of a user's page. */
export const userUrl = (id: number): string => `/admin/users/${id}`;

const presentRecord = ({ id, displayName, email, isAdmin, createdAt, lastVisitAt, suspendedAt }: UserRecord) => ({
  ...{ name: displayName, url: userUrl(id), email, isAdmin },
  since: timeOf(createdAt),
  lastVisit: timeOf(lastVisitAt),
  suspendedAt: timeOf(suspendedAt),
});

/** Prepares a user for the list. */
export const presentUser = ({ user, usage }: UserWithUsage) => ({
  ...presentRecord(user),
  size: formatSize(usage?.bytes ?? 0),
  galleries: usage?.folders ?? 0,
});

/**
 * Prepares a user for their own page.
 * @param usualMegabytes the limit of those who have none of their own
 */
export function presentUserInFull(user: UserRecord, galleries: readonly GallerySize[], usualMegabytes: number) {
  const bytes = galleries.reduce((sum, { contents }) => sum + contents.bytes, 0);
  return {
    ...presentRecord(user),
    groups: user.groups,
    size: formatSize(bytes),
    room: formatSize((user.storageMegabytes ?? usualMegabytes) * MEGABYTE),
    limit: user.storageMegabytes ?? '',
    usualLimit: usualMegabytes,
    galleries: galleries.map(({ gallery, isPersonal, contents }) => ({
      ...{ name: gallery.name, isPersonal, people: contents.people, photos: contents.photos },
      size: formatSize(contents.bytes),
    })),
  };
}
