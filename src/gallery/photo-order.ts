import type { ExpressionBuilder } from 'kysely';
import type { Tables } from '../catalog/tables';

// The order of photos by date, which indexes have: a long list is read piece by piece, each beginning where the last one ended.

/** Where a photo stands in that order. */
export interface PhotoPlace {
  id: number;
  createdAt: number;
}

const BEGINNING: PhotoPlace = { createdAt: Number.MIN_SAFE_INTEGER, id: 0 };
const END: PhotoPlace = { createdAt: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

const compared =
  (sign: '<' | '>', { createdAt, id }: PhotoPlace) =>
  <Others extends Pick<Tables, 'photos'>, Joined extends keyof Others>(builder: ExpressionBuilder<Others, Joined>) => {
    // The cast says that the query has photos: the helper is for any that has, with whatever it joins.
    const { eb, refTuple, tuple } = builder as unknown as ExpressionBuilder<Pick<Tables, 'photos'>, 'photos'>;
    return eb(refTuple('photos.createdAt', 'photos.id'), sign, tuple(createdAt, id));
  };

/** Selects the photos that come after one by date; after undefined, all. */
export const isNewerThan = (photo: PhotoPlace = BEGINNING) => compared('>', photo);

/** Selects the photos that come before one by date; before undefined, all. */
export const isOlderThan = (photo: PhotoPlace = END) => compared('<', photo);
