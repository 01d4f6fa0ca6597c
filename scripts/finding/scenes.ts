import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import type { Box } from '../../src/engine/contract';
import { elementAt } from '../../src/engine/element-at';

const SAMPLES = [1, 2, 3, 4, 5, 6];
const GRAY = '#888';

/** A photo whose faces are known. */
export interface Scene {
  name: string;
  jpeg: Buffer;
  faces: Box[];
}

/** A sample photo of face-api.js with its faces. */
export interface Sample {
  jpeg: Buffer;
  width: number;
  height: number;
  faces: Box[];
}

/** Reads the sample photos. @param facesOf finds the faces of one, in its own pixels */
export const readSamples = (facesOf: (jpeg: Buffer) => Promise<Box[]>): Promise<Sample[]> =>
  Promise.all(
    SAMPLES.map(async (number) => {
      const jpeg = readFileSync(require.resolve(`face-api.js/demo/sample${number}.jpg`));
      const { width = 0, height = 0 } = await sharp(jpeg).metadata();
      return { jpeg, width, height, faces: await facesOf(jpeg) };
    }),
  );

interface Piece extends Box {
  image: Buffer;
  faces: Box[];
}

async function scene(name: string, width: number, height: number, pieces: readonly Piece[]): Promise<Scene> {
  const placed = await Promise.all(
    pieces.map(async ({ image, left, top, width, height }) => ({
      input: await sharp(image).resize(Math.round(width), Math.round(height), { fit: 'fill' }).png().toBuffer(),
      left: Math.round(left),
      top: Math.round(top),
    })),
  );
  const jpeg = await sharp({ create: { width, height, channels: 3, background: GRAY } })
    .composite(placed)
    .jpeg({ quality: 92 })
    .toBuffer();
  return { name, jpeg, faces: pieces.flatMap(({ faces }) => faces) };
}

const moved = (face: Box, scale: number, left: number, top: number): Box => ({
  left: face.left * scale + left,
  top: face.top * scale + top,
  width: face.width * scale,
  height: face.height * scale,
});

/** Cuts one face out with `margin` times its size around it, as far as the photo goes and no other face comes into it. */
async function portrait({ jpeg, width, height, faces }: Sample, face: Box, margin: number) {
  const side = Math.max(face.width, face.height) * (1 + 2 * margin);
  const middle = face.left + face.width / 2;
  const others = faces.filter((other) => other !== face);
  const before = others.map((other) => other.left + 1.2 * other.width).filter((edge) => edge < middle);
  const behind = others.map((other) => other.left - 0.2 * other.width).filter((edge) => edge > middle);
  const left = Math.round(Math.max(0, middle - side / 2, ...before.map((edge) => Math.min(edge, face.left))));
  const right = Math.round(
    Math.min(width, middle + side / 2, ...behind.map((edge) => Math.max(edge, face.left + face.width))),
  );
  const top = Math.round(Math.max(0, face.top + face.height / 2 - side / 2));
  const bottom = Math.round(Math.min(height, top + side));
  const image = await sharp(jpeg)
    .extract({ left, top, width: right - left, height: bottom - top })
    .png()
    .toBuffer();
  return { image, width: right - left, height: bottom - top, face: moved(face, 1, -left, -top) };
}

/** A page of portraits as in a yearbook: each some 300 pixels wide, with a white border. */
export async function sheet(samples: readonly Sample[], count: number, margin: number): Promise<Scene> {
  const CELL = 400;
  const columns = Math.ceil(Math.sqrt(count * 1.2));
  const all = samples.flatMap((sample) => sample.faces.map((face) => ({ sample, face })));
  const pieces = await Promise.all(
    Array.from({ length: count }, async (_, i): Promise<Piece> => {
      const { sample, face } = elementAt(all, i % all.length);
      const cut = await portrait(sample, face, margin);
      const scale = (CELL - 40) / Math.max(cut.width, cut.height);
      const [left, top] = [(i % columns) * CELL + 20, Math.floor(i / columns) * CELL + 20];
      return {
        image: cut.image,
        left,
        top,
        width: cut.width * scale,
        height: cut.height * scale,
        faces: [moved(cut.face, scale, left, top)],
      };
    }),
  );
  return scene(
    `page of ${count} portraits, ${margin < 0.5 ? 'tight' : 'wide'}`,
    columns * CELL,
    Math.ceil(count / columns) * CELL,
    pieces,
  );
}

/** All sample photos side by side in 12 megapixels, with faces of about this width. */
export async function distant(samples: readonly Sample[], faceWidth: number): Promise<Scene> {
  const [width, height] = [4032, 3024];
  const pieces = samples.map((sample, i): Piece => {
    const mean = sample.faces.reduce((sum, face) => sum + face.width, 0) / sample.faces.length;
    const scale = Math.min(faceWidth / mean, width / 3 / sample.width);
    const [left, top] = [(i % 3) * (width / 3), Math.floor(i / 3) * (height / 2) + 300];
    return {
      image: sample.jpeg,
      left,
      top,
      width: sample.width * scale,
      height: sample.height * scale,
      faces: sample.faces.map((face) => moved(face, scale, left, top)),
    };
  });
  return scene(`12 megapixels, faces ${faceWidth} px wide`, width, height, pieces);
}

/** A panorama of 12000 × 1500 pixels with the faces of one photo far apart. */
export async function panorama(samples: readonly Sample[]): Promise<Scene> {
  const sample = elementAt(samples, 0);
  const pieces = await Promise.all(
    sample.faces.map(async (face, i): Promise<Piece> => {
      const cut = await portrait(sample, face, 1);
      const scale = 600 / cut.width;
      const [left, top] = [1500 + i * 4000, 600];
      return {
        image: cut.image,
        left,
        top,
        width: cut.width * scale,
        height: cut.height * scale,
        faces: [moved(cut.face, scale, left, top)],
      };
    }),
  );
  return scene('panorama 12000 × 1500', 12_000, 1500, pieces);
}

/** A sample photo that lies on its side or stands on its head. */
export async function turned({ jpeg, width, height, faces }: Sample, degrees: 90 | 180 | 270): Promise<Scene> {
  const turn = (face: Box): Box => {
    if (degrees === 180) return { ...face, left: width - face.left - face.width, top: height - face.top - face.height };
    const [w, h] = [face.height, face.width];
    if (degrees === 90) return { left: height - face.top - face.height, top: face.left, width: w, height: h };
    return { left: face.top, top: width - face.left - face.width, width: w, height: h };
  };
  return {
    name: `turned by ${degrees}°`,
    jpeg: await sharp(jpeg).rotate(degrees).jpeg({ quality: 92 }).toBuffer(),
    faces: faces.map(turn),
  };
}

/** The sample photos as they are. */
export const asTheyAre = (samples: readonly Sample[]): Scene[] =>
  samples.map(({ jpeg, faces }) => ({ name: 'as they are', jpeg, faces }));

/** Pictures without faces: parts of the sample photos below and above their faces, and patterns. */
export async function faceless(samples: readonly Sample[]): Promise<Scene[]> {
  const parts = await Promise.all(
    samples.flatMap(({ jpeg, width, height, faces }) => {
      const below = Math.ceil(Math.max(...faces.map((face) => face.top + 1.5 * face.height)));
      const above = Math.floor(Math.min(...faces.map((face) => face.top - 0.7 * face.height)));
      const cuts = [
        { left: 0, top: below, width, height: height - below },
        { left: 0, top: 0, width, height: above },
      ].filter((cut) => cut.height > 80);
      return cuts.flatMap((cut) => [
        sharp(jpeg).extract(cut).jpeg().toBuffer(),
        sharp(jpeg).extract(cut).resize({ width: 4032 }).jpeg().toBuffer(),
      ]);
    }),
  );
  const patterns = await Promise.all(
    [8, 24, 60, 150].map((size) => {
      const side = Math.ceil(2016 / size);
      const noise = Buffer.from(
        Uint8Array.from({ length: side * side * 3 }, (_, i) => (i * 7919 + ((i * i) % 251)) % 256),
      );
      return sharp(noise, { raw: { width: side, height: side, channels: 3 } })
        .resize(2016, 2016, { kernel: size % 3 ? 'cubic' : 'nearest' })
        .jpeg()
        .toBuffer();
    }),
  );
  return [...parts, ...patterns].map((jpeg) => ({ name: 'faceless', jpeg, faces: [] }));
}
