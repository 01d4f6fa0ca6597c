import { type DescriptorNetwork, FACE_API_1 } from './descriptor-network';

/** Side of the square that the detector takes, in pixels. */
export const DETECT_SIZE = 512;
/** Side of the square that the landmark network takes, in pixels. */
export const LANDMARKS_SIZE = 112;
/** Side of a chip, the square that face-api.js's descriptor network takes, in pixels. */
export const CHIP_SIZE = FACE_API_1.chipSize;
/** The values that the probe takes (faster-precision.ts): one layer of the detector, on a quarter of a photo. */
export const PROBE_SHAPE = [1, 256, 24, 32];
/** Floats in the landmarks of a face: 68 points, x and y. */
export const LANDMARKS_LENGTH = 136;

/** What the detector takes: a picture in the upper left of its square, row by row, red, green and blue. The rest of the square is black. */
export interface DetectorInput {
  /** From 0 to 255. */
  pixels: Uint8ClampedArray;
  /** How many of the square's rows are there, up to 512: those that the picture fills, and a margin. */
  rows: number;
  /** How many of its columns. */
  columns: number;
}

/** What the detector returns. */
export interface Candidates {
  /**
   * Four floats each: top, left, bottom and right, from 0 to 1 within the square. Boxes may overlap and reach beyond
   * it.
   */
  boxes: Float32Array;
  /** One for each box, from 0 to 1. */
  scores: Float32Array;
}

/**
 * The three networks of face-api.js, whatever computes them. They take pixels as values from 0 to 255 (red, green,
 * blue), row by row, and one square after another. Every implementation returns the same numbers for the same pixels, but
 * for boxes at the edge of a detector's input that is less than the square: there, one may see black, another nothing.
 */
export interface Networks {
  /** Runs the detector, SSD MobileNet v1, over one picture. */
  detect(input: DetectorInput): Promise<Candidates>;
  /** Runs the landmark network over squares of 112. Returns 136 floats for each, from 0 to 1 within the square. */
  landmarks(squares: Float32Array, count: number): Promise<Float32Array>;
  /**
   * Runs a descriptor network over its chips, by default face-api.js's over chips of 150. Returns as many floats for each as the network
   * makes: 128, and the mean-free pixels are divided by 256, as in its training.
   * @throws when this implementation can't run the network
   */
  describe(chips: Float32Array, count: number, network?: DescriptorNetwork): Promise<Float32Array>;
}
