import type { DescribedFace, DescribedPhoto, Stage } from './contract';
import { decodePhoto, encodePicture, type PhotoLimits } from './decode';
import { chipAt, cutChips, describeFaces } from './describe';
import { detectFaces } from './detect';
import { findLandmarks } from './landmarks';
import type { Networks } from './networks';
import { qualityOf } from './quality';
import type { Raster } from './raster';

type OnStage = (stage: Stage) => void;

async function findFaces(raster: Raster, networks: Networks, onStage: OnStage): Promise<DescribedFace[]> {
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
  const chips = cutChips(raster, landmarks);
  const descriptors = await describeFaces(chips, networks);
  return detections.map(({ box, score }, i) => {
    const quality = qualityOf({ box, score, landmarks: landmarks[i] }, chipAt(chips, i), chips.scales[i]);
    return { box, score, landmarks: landmarks[i], descriptor: descriptors[i], quality };
  });
}

/**
 * One photo through every stage: decode → detect → landmarks → align → describe. The picture to keep is encoded
 * meanwhile, on sharp's own threads.
 * @param onStage called when each stage begins; the first time before this returns
 * @throws what decodePhoto throws
 */
export async function describePhoto(
  bytes: Uint8Array,
  networks: Networks,
  limits: PhotoLimits,
  onStage: OnStage = () => undefined,
): Promise<DescribedPhoto> {
  onStage('decoding');
  const raster = await decodePhoto(bytes, limits);
  const [picture, faces] = await Promise.all([encodePicture(raster), findFaces(raster, networks, onStage)]);
  return { picture, faces };
}
