import type { DescribedFace, DescribedPhoto, Stage } from './contract';
import { decodePhoto, encodePicture } from './decode';
import { chipAt, cutChips, describeFaces } from './describe';
import { chipsFor, FACE_API_1, type Wanted, WHOLE } from './descriptor-network';
import { detectFaces } from './detect';
import { elementAt } from './element-at';
import { findLandmarks } from './landmarks';
import type { Networks } from './networks';
import { qualityOf } from './quality';
import type { Raster } from './raster';
import type { PhotoLimits } from './worker-messages';

type OnStage = (stage: Stage) => void;

async function findFaces(
  raster: Raster,
  networks: Networks,
  onStage: OnStage,
  { network, purpose }: Wanted,
): Promise<DescribedFace[]> {
  onStage('detecting');
  const detections = await detectFaces(raster, networks);
  if (detections.length === 0) return [];
  onStage('describing');
  detections.sort((one, other) => one.box.left - other.box.left);
  const landmarks = await findLandmarks(
    raster,
    detections.map(({ box }) => box),
    networks,
  );
  const usual = cutChips(raster, landmarks); // what the quality is measured on
  const kinds = chipsFor(network, purpose);
  const isUsual = network.file === null && kinds.length === 1 && kinds[0] === WHOLE;
  const chips = isUsual ? usual : cutChips(raster, landmarks, network, kinds);
  const descriptors = await describeFaces(chips, networks, network, kinds.length);
  return detections.map(({ box, score }, i) => {
    const face = { box, score, landmarks: elementAt(landmarks, i) };
    const quality = qualityOf(face, chipAt(usual, i), elementAt(usual.scales, i));
    return { ...face, descriptor: elementAt(descriptors, i), network: network.id, chips: kinds.length, quality };
  });
}

/**
 * Takes one photo through every stage: decode → detect → landmarks → align → describe. Meanwhile, sharp's own threads
 * encode the picture to store.
 * @param onStage called when each stage begins, the first time before this returns
 * @throws what `decodePhoto` throws
 */
export async function describePhoto(
  bytes: Uint8Array,
  networks: Networks,
  limits: PhotoLimits,
  onStage: OnStage = () => undefined,
  wanted: Wanted = { network: FACE_API_1, purpose: 'asking' },
): Promise<DescribedPhoto> {
  onStage('decoding');
  const raster = await decodePhoto(bytes, limits);
  const [picture, faces] = await Promise.all([encodePicture(raster), findFaces(raster, networks, onStage, wanted)]);
  return { picture, faces };
}
