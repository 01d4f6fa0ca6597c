import { unusableOf } from '../catalog/descriptors';
import { chipSource } from './chip-source';
import type { DescribedFace, DescribedPhoto, Stage } from './contract';
import { encodePicture, type OpenPhoto, openPhoto } from './decode';
import { chipAt, cutChips, describeFaces } from './describe';
import { chipsFor, FACE_API_1, type Wanted, WHOLE } from './descriptor-network';
import { elementAt } from './element-at';
import { type FoundFaces, findFaces } from './find-faces';
import { isUsable } from './fit-faces';
import type { Networks } from './networks';
import { qualityOf } from './quality';
import type { PhotoLimits } from './worker-messages';

type OnStage = (stage: Stage) => void;

async function describeAll(
  photo: OpenPhoto,
  found: FoundFaces,
  networks: Networks,
  { network, purpose }: Wanted,
): Promise<DescribedFace[]> {
  const { raster, landmarks } = await chipSource(photo, found);
  const usual = cutChips(raster, landmarks); // what the quality is measured on
  const kinds = chipsFor(network, purpose);
  const isUsual = network.file === null && kinds.length === 1 && kinds[0] === WHOLE;
  const chips = isUsual ? usual : cutChips(raster, landmarks, network, kinds);
  const descriptors = await describeFaces(chips, networks, network, kinds.length);
  return found.faces.map((each, i) => {
    const face = { box: each.box, score: each.score, landmarks: each.landmarks };
    const quality = qualityOf(face, chipAt(usual, i), elementAt(usual.scales, i));
    const madeBy = isUsable(each) ? network.id : unusableOf(network.id);
    return { ...face, descriptor: elementAt(descriptors, i), network: madeBy, chips: kinds.length, quality };
  });
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
  wanted: Wanted = { network: FACE_API_1, purpose: 'asking', isUpright: false },
): Promise<DescribedPhoto> {
  onStage('decoding');
  const photo = await openPhoto(bytes, limits);
  const raster = await photo.decode();
  onStage('detecting');
  const [asItWas, found] = await Promise.all([encodePicture(raster), findFaces(raster, networks, wanted.isUpright)]);
  if (found.faces.length === 0) return { picture: asItWas, faces: [] };
  onStage('describing');
  found.faces.sort((one, other) => one.box.left - other.box.left);
  const [picture, faces] = await Promise.all([
    found.quarters === 0 ? asItWas : encodePicture(found.raster),
    describeAll(photo, found, networks, wanted),
  ]);
  return { picture, faces };
}
