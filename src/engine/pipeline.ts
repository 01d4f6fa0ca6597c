import { unusableOf } from '../catalog/descriptors';
import { chipSource } from './chip-source';
import type { DescribedFace, DescribedPhoto, Point, Stage } from './contract';
import { encodePicture, type OpenPhoto, openPhoto } from './decode';
import { chipAt, cutChips, describeFaces } from './describe';
import { chipsFor, FACE_API_1, type Wanted, WHOLE } from './descriptor-network';
import { elementAt } from './element-at';
import { type FoundFaces, findFaces } from './find-faces';
import { type FittedFace, isUsable } from './fit-faces';
import type { Networks } from './networks';
import { qualityOf } from './quality';
import type { Raster } from './raster';
import type { PhotoLimits } from './worker-messages';

type OnStage = (stage: Stage) => void;

/** Faces that are cut out at the same time. A crowd's chips would take more memory than its photo. */
const AT_ONCE = 32;

/** Describes faces by their landmarks, and measures how good a view of each there is. */
async function describeSome(
  raster: Raster,
  found: readonly FittedFace[],
  landmarks: readonly (readonly Point[])[],
  networks: Networks,
  { network, purpose }: Wanted,
): Promise<DescribedFace[]> {
  const usual = cutChips(raster, landmarks); // what the quality is measured on
  const kinds = chipsFor(network, purpose);
  const isUsual = network.file === null && kinds.length === 1 && kinds[0] === WHOLE;
  const chips = isUsual ? usual : cutChips(raster, landmarks, network, kinds);
  const descriptors = await describeFaces(chips, networks, network, kinds.length);
  return found.map((each, i) => {
    const face = { box: each.box, score: each.score, landmarks: each.landmarks };
    const quality = qualityOf(face, chipAt(usual, i), elementAt(usual.scales, i));
    const descriptor = elementAt(descriptors, i);
    // An operator's network may make no numbers of a face, such as of a black one.
    const isWhole = descriptor.every(Number.isFinite);
    const madeBy = isWhole && isUsable(each) ? network.id : unusableOf(network.id);
    return {
      ...face,
      descriptor: isWhole ? descriptor : new Float32Array(descriptor.length),
      network: madeBy,
      chips: kinds.length,
      quality,
    };
  });
}

async function describeAll(
  photo: OpenPhoto,
  found: FoundFaces,
  networks: Networks,
  wanted: Wanted,
): Promise<DescribedFace[]> {
  const { raster, landmarks } = await chipSource(photo, found);
  const described: DescribedFace[] = [];
  for (let from = 0; from < landmarks.length; from += AT_ONCE) {
    const some = found.faces.slice(from, from + AT_ONCE);
    const places = landmarks.slice(from, from + AT_ONCE);
    described.push(...(await describeSome(raster, some, places, networks, wanted)));
  }
  return described;
}

/**
 * Takes one photo through every stage: decode → detect → landmarks → align → describe. Meanwhile, sharp's own threads
 * encode the picture to store.
 * @param onStage called when each stage begins, the first time before this returns
 * @throws what `openPhoto` and `decode` throw
 */
export async function describePhoto(
  bytes: Uint8Array,
  networks: Networks,
  limits: PhotoLimits,
  onStage: OnStage = () => undefined,
  wanted: Wanted = { network: FACE_API_1, purpose: 'asking', isStored: false },
): Promise<DescribedPhoto> {
  onStage('decoding');
  const photo = await openPhoto(bytes, limits, wanted.isStored);
  const raster = await photo.decode();
  onStage('detecting');
  const [asItWas, found] = await Promise.all([
    encodePicture(raster, wanted.picture),
    findFaces(raster, networks, wanted.isStored),
  ]);
  if (found.faces.length === 0) return { picture: asItWas, uploaded: { ...photo.size, quarters: 0 }, faces: [] };
  onStage('describing');
  found.faces.sort((one, other) => one.box.left - other.box.left);
  const [picture, faces] = await Promise.all([
    found.quarters === 0 ? asItWas : encodePicture(found.raster, wanted.picture),
    describeAll(photo, found, networks, wanted),
  ]);
  return { picture, uploaded: { ...photo.size, quarters: found.quarters }, faces };
}
