import { expect } from 'chai';
import sharp from 'sharp';
import { inUploaded, pointInUploaded } from '../../src/engine/uploaded-place';

/** A picture with one white pixel, as its box. */
async function whiteBox(picture: Buffer, turns: number) {
  const { data, info } = await sharp(picture)
    .rotate(90 * turns)
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = data.indexOf(255);
  return { box: { left: at % info.width, top: Math.floor(at / info.width), width: 1, height: 1 }, size: info };
}

describe('the place of a face in the uploaded photo', () => {
  it('is turned back and scaled from the picture', async () => {
    const data = Buffer.alloc(6 * 4);
    data[2 * 6 + 1] = 255; // a white pixel at 1 from the left, 2 from above
    const picture = await sharp(data, { raw: { width: 6, height: 4, channels: 1 } })
      .png()
      .toBuffer();
    for (const quarters of [0, 1, 2, 3] as const) {
      const { box, size } = await whiteBox(picture, quarters);
      const uploaded = { width: 60, height: 40, quarters };
      expect(inUploaded(box, size, uploaded), String(quarters)).to.deep.equal({
        left: 10,
        top: 20,
        width: 10,
        height: 10,
      });
      const middle = { x: box.left + 0.5, y: box.top + 0.5 };
      expect(pointInUploaded(middle, size, uploaded)).to.deep.equal({ x: 15, y: 25 });
    }
  });
});
