import type { Selectable } from 'kysely';
import type { z } from 'zod';
import { fromBytes } from '../../catalog/descriptors';
import type { FaceColumns } from '../../catalog/face-columns';
import type { Tables } from '../../catalog/tables';
import type { Quarters } from '../../engine/contract';
import { originIdOf } from '../../recognition/origins';
import {
  type ignoredRecord,
  type photoRecord,
  type recognitionRecord,
  type verdictRecord,
  type waitingRecord,
  writeDescriptor,
} from '../gallery-format';

// Converts the catalog's rows to records of `people.json`.

type Row<Table extends keyof Tables> = Selectable<Tables[Table]>;

/** A photo and its face. `width` and `height` are the face's, in pixels. */
export type PhotoRow = Pick<
  Row<'photos'>,
  'imageName' | 'imageId' | 'path' | 'createdAt' | 'sourceHash' | 'pictureHash'
> &
  FaceColumns & { photoWidth: number; photoHeight: number };

/** Converts a time of the catalog. A damaged one becomes 1970, so that the rest can still be exported. */
export const dateOf = (milliseconds: number): Date => {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
};

/** Converts a time of the catalog to ISO 8601. */
export const moment = (milliseconds: number): string => dateOf(milliseconds).toISOString();

function faceRecord({ left, top, width, height, descriptor, network, ...view }: FaceColumns) {
  const { score, sharpness, turn, quality, chips } = view;
  const floats = fromBytes(descriptor, network);
  return {
    box: { left, top, width, height },
    score,
    sharpness,
    turn,
    quality,
    descriptor: floats ? writeDescriptor(floats) : null,
    network,
    chips,
  };
}

/** Converts faces, without those whose descriptor is damaged: they are of no use. */
const faceRecords = (rows: readonly FaceColumns[]) =>
  rows.flatMap((row) => {
    const { descriptor, ...face } = faceRecord(row);
    return descriptor ? [{ ...face, descriptor }] : [];
  });

export const toPhotoRecord = (file: string, row: PhotoRow): z.input<typeof photoRecord> => ({
  file,
  id: row.imageId,
  createdAt: moment(row.createdAt),
  width: row.photoWidth,
  height: row.photoHeight,
  sourceHash: row.sourceHash,
  pictureHash: row.pictureHash,
  face: faceRecord(row),
});

/** Converts what identifies a face of which something was said; undefined when its descriptor is damaged, as it is of no use then. */
function saidRecord({
  pictureHash,
  left,
  top,
  width,
  height,
  descriptor,
  network,
  createdAt,
}: Row<'verdicts' | 'ignoredFaces'>) {
  const floats = fromBytes(descriptor, network);
  return (
    floats && {
      pictureHash,
      place: { left, top, width, height },
      descriptor: writeDescriptor(floats),
      network,
      createdAt: moment(createdAt),
    }
  );
}

/** Converts a verdict; undefined when its descriptor is damaged. */
export function toVerdictRecord({ isPerson, ...row }: Row<'verdicts'>): z.input<typeof verdictRecord> | undefined {
  const said = saidRecord(row);
  return said && { isPerson: isPerson === 1, ...said };
}

/** Converts an ignored face; undefined when its descriptor is damaged. */
export function toIgnoredRecord({ isFace, ...row }: Row<'ignoredFaces'>): z.input<typeof ignoredRecord> | undefined {
  const said = saidRecord(row);
  return said && { isFace: isFace === 1, ...said };
}

const quartersOf = ({ quarters }: Row<'recognitions'>) => (quarters ?? 0) as Quarters;

export const toRecognitionRecord = (
  file: string,
  row: Row<'recognitions'>,
  faces: readonly FaceColumns[],
): z.input<typeof recognitionRecord> => ({
  file,
  // A recognition keeps its id through any number of exports and imports.
  id: row.originId === null ? row.id : originIdOf(row.originId),
  createdAt: moment(row.createdAt),
  expiresAt: moment(row.expiresAt),
  width: row.width,
  height: row.height,
  ...(row.uploadedWidth !== null &&
    row.uploadedHeight !== null && {
      uploaded: { width: row.uploadedWidth, height: row.uploadedHeight, quarters: quartersOf(row) },
    }),
  pictureHash: row.pictureHash,
  faces: faceRecords(faces),
});

export const toWaitingRecord = (
  file: string,
  row: Row<'drafts'>,
  faces: readonly FaceColumns[],
): z.input<typeof waitingRecord> => ({
  file,
  name: row.name,
  fileName: row.fileName,
  createdAt: moment(row.createdAt),
  width: row.width,
  height: row.height,
  sourceHash: row.sourceHash || null,
  pictureHash: row.pictureHash || null,
  faces: faceRecords(faces),
});
