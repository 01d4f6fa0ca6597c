import type { DescribedFace, FaceEngine } from '../engine/contract';
import { asking, type Gallery } from '../gallery/galleries';
import type { Context } from '../web/context';
import { clientAbortSignal } from '../web/responses/client-abort';
import type { Options } from './options';
import { chooseFaces, type Frame } from './present-faces';
import type { StageTimes } from './stage-times';

/** A photo, and the faces in it that a request asks for. */
export interface FoundFaces {
  frame: Frame;
  faces: DescribedFace[];
}

/** Finds the faces of a photo, whoever they are. Nothing is kept of it. @throws noFace, and what the engine throws */
export async function findFaces(
  engine: FaceEngine,
  { ctx, gallery, options }: { ctx: Context; gallery: Gallery; options: Options },
  image: Uint8Array,
  { onStage }: StageTimes,
): Promise<FoundFaces> {
  const signal = clientAbortSignal(ctx);
  const described = await engine.describe(image, { ...asking(gallery), picture: 'none', signal, onStage });
  return { frame: described, faces: chooseFaces(described.faces, options) };
}
