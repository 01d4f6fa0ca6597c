import sharp, { type Kernel, type Sharp } from 'sharp';

/** A way to make a photo worse, by the mean width of its faces. */
export interface Worse {
  /** Its name in the table. */
  what: string;
  make(photo: Sharp, faceWidth: number, width: number): Promise<Sharp> | Sharp;
}

/**
 * Shrinks a photo so that its faces are `pixels` wide. The result is a new photo, because sharp would shrink after all
 * other steps.
 */
async function shrink(photo: Sharp, faceWidth: number, width: number, pixels: number): Promise<Sharp> {
  const { data, info } = await photo
    .resize(Math.round((width * pixels) / faceWidth))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info });
}

const DIRECTIONS = {
  level: (_column: number, row: number, side: number) => row === side >> 1,
  upright: (column: number, _row: number, side: number) => column === side >> 1,
  aslant: (column: number, row: number, side: number) => column + row === side - 1,
};

/** Makes a kernel that averages along a line of `pixels`, as motion blurs. */
function motionBlur(pixels: number, direction: keyof typeof DIRECTIONS): Kernel {
  const across = direction === 'aslant' ? pixels / Math.SQRT2 : pixels;
  const side = Math.max(3, 2 * Math.round((across - 1) / 2) + 1);
  const isOn = (i: number) => DIRECTIONS[direction](i % side, Math.floor(i / side), side);
  return { width: side, height: side, kernel: Array.from({ length: side * side }, (_, i) => Number(isOn(i))) };
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

export const WORSE: readonly Worse[] = [
  { what: 'as it is', make: (photo) => photo },
  ...[80, 60, 40, 32, 28, 24, 20, 16].map((pixels) => ({
    what: `${pixels} pixels wide`,
    make: (photo: Sharp, faceWidth: number, width: number) => shrink(photo, faceWidth, width, pixels),
  })),
  ...[0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04].map((share) => ({
    what: `blurred by ${percent(share)}`,
    make: (photo: Sharp, faceWidth: number) => photo.blur(share * faceWidth),
  })),
  ...[0.01, 0.02, 0.03, 0.04].map((share) => ({
    what: `60 pixels wide, blurred by ${percent(share)}`,
    make: async (photo: Sharp, faceWidth: number, width: number) =>
      (await shrink(photo, faceWidth, width, 60)).blur(share * 60),
  })),
  ...(['level', 'upright', 'aslant'] as const).flatMap((direction) =>
    [0.08, 0.13].map((share) => ({
      what: `moved by ${percent(share)}, ${direction}`,
      make: (photo: Sharp, faceWidth: number) => photo.convolve(motionBlur(share * faceWidth, direction)),
    })),
  ),
];
