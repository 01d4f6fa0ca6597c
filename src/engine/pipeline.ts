import type { DescribedFace, DescribedPhoto } from './contract';
import { decodePhoto, encodePicture, type PhotoLimits } from './decode';
import { describeFaces } from './describe';
import { detectFaces } from './detect';
import { findLandmarks } from './landmarks';
import type { Networks } from './networks';
import type { Raster } from './raster';

async function findFaces(raster: Raster, networks: Networks): Promise<DescribedFace[]> {
  const detections = await detectFaces(raster, networks);
  if (detections.length === 0) return [];
  detections.sort((one, other) => one.box.left - other.box.left);
  const landmarks = await findLandmarks(
    raster,
    detections.map(({ box }) => box),
    networks,
  );
  const descriptors = await describeFaces(raster, landmarks, networks);
  return detections.map(({ box, score }, i) => ({ box, score, landmarks: landmarks[i], descriptor: descriptors[i] }));
}

/**
 * One photo through every stage: decode → detect → landmarks → align → describe. The picture to keep is encoded
 * meanwhile, on sharp's own threads.
 * @throws what decodePhoto throws
 */
export async function describePhoto(bytes: Uint8Array, networks: Networks, limits: PhotoLimits): Promise<DescribedPhoto> {
  const raster = await decodePhoto(bytes, limits);
  const [picture, faces] = await Promise.all([encodePicture(raster), findFaces(raster, networks)]);
  return { picture, faces };
}
