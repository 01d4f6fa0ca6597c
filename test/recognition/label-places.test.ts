import { expect } from 'chai';
import fc from 'fast-check';
import type { Box } from '../../src/engine/contract';
import { type Label, placeLabels } from '../../src/recognition/label-places';
import { widthOf } from '../../src/recognition/label-text';
import { type Labeled, PLATE, type Surface } from '../../src/recognition/label-wordings';

const overlap = (one: Box, other: Box) =>
  one.left < other.left + other.width &&
  other.left < one.left + one.width &&
  one.top < other.top + other.height &&
  other.top < one.top + one.height;

function apart(one: Box, other: Box): number {
  const x = Math.max(one.left - other.left - other.width, other.left - one.left - one.width, 0);
  const y = Math.max(one.top - other.top - other.height, other.top - one.top - one.height, 0);
  return Math.hypot(x, y);
}

const NAMES = [
  'Ada',
  'Bernadette Rostenkowski',
  'W'.repeat(100),
  'محمد عائشة',
  '諸葛亮',
  '👨‍👩‍👧🇩🇪',
  'Z̷̢̛a',
  'สมชาย ใจดี',
  '﷽',
];

const photos = fc
  .record({
    width: fc.integer({ min: 60, max: 2016 }),
    height: fc.integer({ min: 60, max: 2016 }),
    ems: fc.integer({ min: 6, max: 80 }),
    faces: fc.array(
      fc.record({
        x: fc.double({ min: 0, max: 0.95, noNaN: true }),
        y: fc.double({ min: 0, max: 0.95, noNaN: true }),
        side: fc.double({ min: 0.02, max: 0.4, noNaN: true }),
        name: fc.constantFrom(...NAMES, ''),
        isAsked: fc.boolean(),
      }),
      { maxLength: 30 },
    ),
  })
  .map(({ width, height, ems, faces }) => {
    const photo: Surface = { width, height, size: width / ems };
    const labeled: Labeled[] = faces.map(({ x, y, side, name, isAsked }, i) => ({
      box: { left: x * width, top: y * height, width: side * width * (1 - x), height: side * height * (1 - y) },
      number: i + 1,
      text: name,
      tail: isAsked ? '?' : '',
      isName: true,
    }));
    return { photo, labeled };
  });

const placed = async (labeled: Labeled[], photo: Surface) =>
  (await placeLabels(labeled, photo)).flatMap((label, i) => {
    const face = labeled[i];
    return label && face ? [{ label, face }] : [];
  });

describe('label places', () => {
  const SMALL = 1e-6;

  it('never overlap, and never leave the photo', () =>
    fc.assert(
      fc.asyncProperty(photos, async ({ photo, labeled }) => {
        const labels = (await placed(labeled, photo)).map(({ label }) => label);
        for (const [i, label] of labels.entries()) {
          expect(label.left).to.be.at.least(-SMALL);
          expect(label.top).to.be.at.least(-SMALL);
          expect(label.left + label.width).to.be.at.most(photo.width + SMALL);
          expect(label.top + label.height).to.be.at.most(photo.height + SMALL);
          for (const other of labels.slice(i + 1)) expect(overlap(label, other)).to.equal(false);
        }
      }),
    ));

  it('have room for their text, which begins like the name and keeps its question mark', () =>
    fc.assert(
      fc.asyncProperty(photos, async ({ photo, labeled }) => {
        for (const { label, face } of await placed(labeled, photo)) {
          expect(widthOf(label.text) * photo.size).to.be.at.most(label.width - PLATE.padding * photo.size);
          const { text } = label;
          expect(text.endsWith('?')).to.equal(face.tail === '?');
          const said = face.tail ? text.slice(0, -1) : text;
          const isShort = said.endsWith('…') && face.text.startsWith(said.slice(0, -1));
          expect(said === face.text || isShort || (label.isNumber && said === String(face.number)), text).to.equal(
            true,
          );
        }
      }),
    ));

  it('touch their face, or are joined to it by a line', () =>
    fc.assert(
      fc.asyncProperty(photos, async ({ photo, labeled }) => {
        for (const { label, face } of await placed(labeled, photo)) {
          const distance = apart(label, face.box);
          const nearest = Math.min(...labeled.map(({ box }) => apart(label, box)));
          if (distance > nearest + SMALL || distance > label.height) expect(label.line).not.to.equal(null);
          if (label.line) {
            const { x1, y1, x2, y2 } = label.line;
            expect(apart(label, { left: x1, top: y1, width: 0, height: 0 })).to.be.below(SMALL);
            expect(apart(face.box, { left: x2, top: y2, width: 0, height: 0 })).to.be.below(SMALL);
          }
        }
      }),
    ));

  /** Faces in rows and columns that fill a photo of 2016 × 1512 pixels. */
  const crowd = (columns: number, rows: number, text = 'Bernadette Rostenkowski'): Labeled[] =>
    Array.from({ length: columns * rows }, (_, i) => ({
      box: {
        left: ((i % columns) + 0.25) * (2016 / columns),
        top: (Math.floor(i / columns) + 0.2) * (1512 / rows),
        width: 1008 / columns,
        height: 900 / rows,
      },
      number: i + 1,
      text,
      tail: '?',
      isName: true,
    }));
  const labelsOf = (faces: Labeled[], ems: number): Promise<Array<Label | null>> =>
    placeLabels(faces, { width: 2016, height: 1512, size: 2016 / ems });

  it('are whole where there is room, and beside each other', async () => {
    const texts = (await labelsOf(crowd(3, 1), 60)).map((label) => label?.text);
    expect(texts).to.deep.equal(Array(3).fill('Bernadette Rostenkowski?'));
  });

  for (const [columns, rows] of [
    [8, 3],
    [10, 6],
  ] as const) {
    it(`say something at each of ${columns * rows} faces, on the smallest phone at most of them`, async () => {
      const wide = await labelsOf(crowd(columns, rows), 60);
      expect(wide.every((label) => label !== null)).to.equal(true);
      const narrow = await labelsOf(crowd(columns, rows), 25);
      expect(narrow.filter((label) => label !== null).length).to.be.at.least(0.8 * columns * rows);
      expect(narrow.every((label) => label?.text !== 'Bernadette Rostenkowski?')).to.equal(true);
    });
  }

  it('never shorten what is no name', async () => {
    const faces = crowd(12, 1, 'Unknown').map((face) => ({ ...face, tail: '', isName: false }));
    const texts = (await labelsOf(faces, 25)).map((label) => label?.text);
    for (const [i, text] of texts.entries()) expect(text).to.be.oneOf(['Unknown', String(i + 1)]);
  });

  it('aren’t given where none is wanted', async () => {
    expect(await labelsOf(crowd(2, 1, ''), 60)).to.deep.equal([null, null]);
  });
});
