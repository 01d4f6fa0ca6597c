import type { Box, Point, Quarters, UploadedPhoto } from './contract';

/** The size of a picture in pixels. */
interface Size {
  width: number;
  height: number;
}

/** Turns a box back that lies in a picture which was turned clockwise. @param turned the size of that picture */
function turnBack({ left, top, width, height }: Box, turned: Size, quarters: Quarters): Box {
  const [right, bottom] = [turned.width - left - width, turned.height - top - height];
  switch (quarters) {
    case 0:
      return { left, top, width, height };
    case 1:
      return { left: top, top: right, width: height, height: width };
    case 2:
      return { left: right, top: bottom, width, height };
    case 3:
      return { left: bottom, top: left, width: height, height: width };
  }
}

/**
 * Converts a box in the stored picture into pixels of the photo as it was uploaded and is shown upright.
 * @param picture the size of the stored picture
 */
export function inUploaded(box: Box, picture: Size, { width, height, quarters }: UploadedPhoto): Box {
  const back = turnBack(box, picture, quarters);
  const isAside = quarters % 2 === 1;
  const across = width / (isAside ? picture.height : picture.width);
  const down = height / (isAside ? picture.width : picture.height);
  return { left: back.left * across, top: back.top * down, width: back.width * across, height: back.height * down };
}

/** Converts a point as `inUploaded` does a box. */
export function pointInUploaded({ x, y }: Point, picture: Size, uploaded: UploadedPhoto): Point {
  const { left, top } = inUploaded({ left: x, top: y, width: 0, height: 0 }, picture, uploaded);
  return { x: left, y: top };
}
