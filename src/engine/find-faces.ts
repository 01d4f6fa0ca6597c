import type { Quarters } from './contract';
import { closerLook, firstLook } from './detect';
import { type FittedFace, fitFaces, isUsable, uprightness } from './fit-faces';
import { fitLyingFaces } from './lying-faces';
import type { Networks } from './networks';
import type { Raster } from './raster';
import { turnRaster } from './turn-raster';

/** A picture with its faces. */
export interface FoundFaces {
  /** The picture, turned so that most of its faces are upright. */
  raster: Raster;
  /** How far it was turned for that, clockwise. */
  quarters: Quarters;
  faces: FittedFace[];
}

/** The mean uprightness of faces above which the picture isn't looked at in other turns: few upright ones are, and nearly all
 * that lie (docs/accuracy.md). */
const LIKELY_UPRIGHT = 0.45;
/** A box with a lower score whose landmarks fit no face may well be none. */
const CERTAIN = 0.6;
const TURNS: readonly Quarters[] = [1, 2, 3];

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Whether a picture may lie on its side or stand on its head: its faces don't look upright, or none was found. */
const mayLie = (faces: readonly FittedFace[]) => sum(faces.map(uprightness)) <= LIKELY_UPRIGHT * faces.length;

/** How much speaks for a turn of the picture: the more, the more faces look upright. A picture that stands on its head may have one that does. */
const worth = (faces: readonly FittedFace[]) => sum(faces.map((face) => Math.max(0, uprightness(face))));

async function lookTurned(raster: Raster, quarters: Quarters, networks: Networks): Promise<FoundFaces> {
  const turned = turnRaster(raster, quarters);
  return { raster: turned, quarters, faces: await fitFaces(turned, await firstLook(turned, networks), networks) };
}

/**
 * Finds the faces of a picture and their landmarks. A picture that may lie on its side is looked at in all four turns, and one with small
 * faces, or none, more closely. Single faces that lie get their landmarks, too. What is neither surely a face nor fits one is left out.
 * @param isStored whether it is a stored picture, which stays as it is
 */
export async function findFaces(raster: Raster, networks: Networks, isStored = false): Promise<FoundFaces> {
  let best = await lookTurned(raster, 0, networks);
  if (!isStored && mayLie(best.faces)) {
    for (const quarters of TURNS) {
      const other = await lookTurned(raster, quarters, networks);
      if (worth(other.faces) > worth(best.faces)) best = other;
    }
  }
  const closer = await closerLook(best.raster, networks, best.faces);
  const fitted = closer === best.faces ? best.faces : await fitFaces(best.raster, closer, networks);
  const faces = await fitLyingFaces(best.raster, fitted, networks);
  return { ...best, faces: faces.filter((face) => isUsable(face) || face.score > CERTAIN) };
}
