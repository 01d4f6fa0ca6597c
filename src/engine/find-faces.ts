import { closerLook, firstLook } from './detect';
import { type FittedFace, fitFaces, isUsable, uprightness } from './fit-faces';
import { fitLyingFaces } from './lying-faces';
import type { Networks } from './networks';
import type { Raster } from './raster';
import { type Quarters, turnRaster } from './turn-raster';

/** A picture with its faces. */
export interface FoundFaces {
  /** The picture, turned so that most of its faces are upright. */
  raster: Raster;
  /** How far it was turned for that, clockwise. */
  quarters: Quarters;
  faces: FittedFace[];
}

/** A box with a lower score whose landmarks fit no face may well be none. */
const CERTAIN = 0.6;
const TURNS: readonly Quarters[] = [1, 2, 3];

/** Whether the picture may lie on its side or stand on its head: half of its faces may, or none was found. */
const mayLie = (faces: readonly FittedFace[]) =>
  2 * faces.filter(({ maybeTurned }) => maybeTurned).length >= faces.length;

async function lookTurned(raster: Raster, quarters: Quarters, networks: Networks): Promise<FoundFaces> {
  const turned = turnRaster(raster, quarters);
  return { raster: turned, quarters, faces: await fitFaces(turned, await firstLook(turned, networks), networks) };
}

/**
 * Finds the faces of a picture and their landmarks. A picture that may lie on its side is looked at in all four turns, and one with small
 * faces, or none, more closely. Single faces that lie get their landmarks, too. What is neither surely a face nor fits one is left out.
 * @param isUpright whether the picture is to stay as it is
 */
export async function findFaces(raster: Raster, networks: Networks, isUpright = false): Promise<FoundFaces> {
  let best = await lookTurned(raster, 0, networks);
  if (!isUpright && mayLie(best.faces)) {
    for (const quarters of TURNS) {
      const other = await lookTurned(raster, quarters, networks);
      if (uprightness(other.faces) > uprightness(best.faces)) best = other;
    }
  }
  const closer = await closerLook(best.raster, networks, best.faces);
  const fitted = closer === best.faces ? best.faces : await fitFaces(best.raster, closer, networks);
  const faces = await fitLyingFaces(best.raster, fitted, networks);
  return { ...best, faces: faces.filter((face) => isUsable(face) || face.score > CERTAIN) };
}
