import { DESCRIPTOR_LENGTH } from '../catalog/descriptors';

/** How a chip is cut out, beside where the face is. */
export interface ChipKind {
  /** How much of the face's surroundings it shows, as a share of what a chip usually shows of them. */
  scale: number;
  isMirrored: boolean;
}

/** What a descriptor network takes, where that differs from face-api.js's. */
export interface NetworkInput {
  /** The order of the values: pixel by pixel with its three colors, or color by color. */
  layout: 'NHWC' | 'NCHW';
  colors: 'RGB' | 'BGR';
  /** Subtracted from each value from 0 to 255, in the order of the colors. */
  mean: readonly number[];
  /** Multiplied with the result. */
  scale: number;
}

/** What turns a chip into a descriptor. Descriptors of different networks are never compared. */
export interface DescriptorNetwork {
  /** What is stored beside its descriptors. Whatever changes them changes it. */
  id: string;
  /** For people. */
  name: string;
  /** The license of its weights, for people. */
  license: string;
  /** The ONNX file in the weights' folder; null for face-api.js's own, which each engine has in its form. */
  file: string | null;
  /** The side of a chip, in pixels. */
  chipSize: number;
  /** The margin of a chip around the mean face, as a share of the face's size. */
  padding: number;
  /** How many floats the network returns. */
  outputs: number;
  /** How many floats a descriptor has: as many, and zeros up to a multiple of 64. */
  length: number;
  /** Null for pixels as face-api.js takes them: from 0 to 255, red, green and blue, row by row. */
  input: NetworkInput | null;
  /** Whether descriptors are made one long, before they are multiplied. */
  isNormalized: boolean;
  /** Multiplied with each descriptor, so that 0.6 is the distance at which two faces are as likely one person as two. */
  factor: number;
  /** The chips of a face that is enrolled: the mean of their descriptors counts. */
  enrolled: readonly ChipKind[];
  /** The chips of a face that somebody asks about. */
  asked: readonly ChipKind[];
  /** Its own thresholds, in distances of its descriptors; null for the app's (gallery/thresholds.ts). */
  bounds: { sure: number; maybe: number; margin: number } | null;
}

/** What a photo is described for. */
export type Purpose = 'asking' | 'enrolling';

/**
 * What is made of the pixels for whoever asks: the picture to store; one of at most 256 pixels a side, which is enough for a picture hash; or
 * nothing. Its width and height are those of the whole picture in any case, and the faces' boxes are in its pixels.
 */
export type PictureWanted = 'whole' | 'small' | 'none';

/** By which network the faces of a photo are described, and what for. */
export interface Wanted {
  network: DescriptorNetwork;
  purpose: Purpose;
  /** Whether the photo was put upright before, and is to stay as it is: a stored picture, in which faces have their places. */
  isStored: boolean;
  /** By default, the whole picture. */
  picture?: PictureWanted;
}

/** The chip as the network saw faces in its training. */
export const WHOLE: ChipKind = { scale: 1, isMirrored: false };

/** The network of face-api.js and dlib, of one chip a face. */
export const FACE_API_1: DescriptorNetwork = {
  id: 'face-api-1',
  name: 'dlib ResNet (face-api.js)',
  license: 'public domain',
  file: null,
  chipSize: 150,
  padding: 0.25,
  outputs: DESCRIPTOR_LENGTH,
  length: DESCRIPTOR_LENGTH,
  input: null,
  isNormalized: false,
  factor: 1,
  enrolled: [WHOLE],
  asked: [WHOLE],
  bounds: null,
};

/** The same network, of three chips for each enrolled face: their mean is steadier than any one. */
export const FACE_API_3: DescriptorNetwork = {
  ...FACE_API_1,
  id: 'face-api-3',
  name: 'dlib ResNet (face-api.js), three views of a face',
  enrolled: [
    { scale: 0.85, isMirrored: false },
    { scale: 0.95, isMirrored: true },
    { scale: 1.05, isMirrored: false },
  ],
};

/** The networks that come with the app, the preferred one first. */
export const BUILT_IN: readonly DescriptorNetwork[] = [FACE_API_3, FACE_API_1];

/** The chips that a face is described by. */
export const chipsFor = (network: DescriptorNetwork, purpose: Purpose): readonly ChipKind[] =>
  purpose === 'enrolling' ? network.enrolled : network.asked;
