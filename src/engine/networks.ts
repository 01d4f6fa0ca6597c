/** Sides of the squares that the networks take, in pixels. */
export const DETECT_SIZE = 512;
export const LANDMARKS_SIZE = 112;
export const CHIP_SIZE = 150;
/** Floats in a descriptor. */
export const DESCRIPTOR_LENGTH = 128;
/** 68 points, x and y. */
export const LANDMARKS_LENGTH = 136;

/** Boxes are top, left, bottom and right, four floats each, relative to the square; they may overlap and reach beyond it. */
export interface Candidates {
  boxes: Float32Array;
  scores: Float32Array;
}

/**
 * The three networks of face-api.js, whatever computes them. Pixels come as values from 0 to 255: red, green, blue, row
 * by row; several squares stand one behind the other. Every implementation gives the same numbers for the same pixels.
 */
export interface Networks {
  /** SSD MobileNet v1, over one square of 512. */
  detect(square: Float32Array): Promise<Candidates>;
  /** The 68-point network, over squares of 112: 136 floats each, relative to the square. */
  landmarks(squares: Float32Array, count: number): Promise<Float32Array>;
  /** The descriptor network, over chips of 150: 128 floats each. The mean-free pixels are divided by 256, as in its training. */
  describe(chips: Float32Array, count: number): Promise<Float32Array>;
}
