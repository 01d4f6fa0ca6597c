import { type Box, boxesIn, Fields } from './heif-boxes';

/** What a HEIF's lists say of an item, which is a picture or something beside. */
export interface HeifItem {
  type: string;
  /** The sizes that it is said to have. Honest files say one. */
  sizes: Array<readonly [width: number, height: number]>;
  /** Whether it is the alpha channel of another one. */
  isAlpha: boolean;
  /** The items that it is put together from. */
  parts: HeifItem[];
  /** The items that say how transparent it is. */
  alphas: HeifItem[];
  /** How many bytes it has. Several items may have the same ones. */
  bytes: number;
}

const ALPHA = [
  'urn:mpeg:avc:2015:auxid:1',
  'urn:mpeg:hevc:2015:auxid:1',
  'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha',
];

/** libheif takes 32. */
const MAX_EXTENTS = 1000;
const MAX_SIZES = 8;
/** Of the lists, and of the properties: libheif takes 100. */
const MAX_BOXES = 1000;

/** By the items' numbers. */
type Items = Map<number, HeifItem>;
type Property = (item: HeifItem) => void;

function listBoxes(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  for (const box of boxesIn(bytes))
    if (boxes.push(box) > MAX_BOXES) throw new RangeError('There are too many boxes in a box.');
  return boxes;
}

function readItem(content: Buffer, items: Items): void {
  const fields = new Fields(content);
  const id = fields.next(fields.version < 3 ? 2 : 4);
  fields.next(2);
  const type = fields.version < 2 ? '' : fields.nextType();
  if (!items.has(id)) items.set(id, { type, sizes: [], isAlpha: false, parts: [], alphas: [], bytes: 0 });
}

/** Reads the list of items (`iinf`). */
function readInfo(content: Buffer, items: Items): void {
  const fields = new Fields(content);
  fields.next(fields.version === 0 ? 2 : 4);
  for (const box of boxesIn(fields.rest())) if (box.type === 'infe') readItem(box.content, items);
}

/** Reads a property of an item (`ispe`, `auxC`). */
function readProperty(type: string, content: Buffer): Property {
  if (type === 'ispe') {
    const fields = new Fields(content);
    const size = [fields.next(4), fields.next(4)] as const;
    return ({ sizes }) => {
      if (sizes.push(size) > MAX_SIZES) throw new RangeError('An item has too many sizes.');
    };
  }
  if (type === 'auxC') {
    const [name = ''] = new Fields(content).rest().toString('latin1').split('\0', 1);
    if (ALPHA.includes(name)) return (item) => (item.isAlpha = true);
  }
  return () => undefined;
}

/** Reads which properties each item has (`ipma`). */
function readAssociations(content: Buffer, items: Items, properties: readonly Property[]): void {
  const fields = new Fields(content);
  const isLong = (fields.flags & 1) === 1;
  for (let count = fields.next(4); count > 0; count--) {
    const item = items.get(fields.next(fields.version < 1 ? 2 : 4));
    for (let left = fields.next(1); left > 0; left--) {
      const index = isLong ? fields.next(2) & 0x7fff : fields.next(1) & 0x7f;
      if (item) properties[index - 1]?.(item);
    }
  }
}

/** Reads which items belong to which (`iref`). */
function readReferences(content: Buffer, items: Items): void {
  const { version } = new Fields(content);
  const bytes = version === 0 ? 2 : 4;
  for (const { type, content: list } of boxesIn(content.subarray(4))) {
    if (type !== 'dimg' && type !== 'auxl') continue;
    const numbers = new Fields(Buffer.concat([content.subarray(0, 4), list]));
    const from = items.get(numbers.next(bytes));
    for (let left = numbers.next(2); left > 0; left--) {
      const to = items.get(numbers.next(bytes));
      if (!from || !to) continue;
      if (type === 'dimg') from.parts.push(to);
      else if (from.isAlpha) to.alphas.push(from);
    }
  }
}

/** Reads how many bytes the items have, from the list of where they are (`iloc`). */
function readLocations(content: Buffer, items: Items): void {
  const fields = new Fields(content);
  const { version } = fields;
  const sizes = fields.next(2);
  const [offsetBytes, lengthBytes, baseBytes] = [(sizes >> 12) & 15, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexBytes = version === 0 ? 0 : sizes & 15;
  for (let count = fields.next(version < 2 ? 2 : 4); count > 0; count--) {
    const item = items.get(fields.next(version < 2 ? 2 : 4));
    if (version > 0) fields.next(2);
    fields.next(2);
    fields.next(baseBytes);
    const extents = fields.next(2);
    if (extents > MAX_EXTENTS) throw new RangeError('An item is in too many pieces.');
    for (let left = extents; left > 0; left--) {
      fields.next(indexBytes);
      fields.next(offsetBytes);
      const length = fields.next(lengthBytes);
      if (item) item.bytes += length;
    }
  }
}

/**
 * Reads the items of a HEIF (ISO/IEC 23008-12). Where the lists say several things of an item, all are kept: decoders go by one or another.
 * @param meta what is in the box of that name
 * @param checkList gets how many bytes a list has, and throws when they are too many
 * @throws {RangeError} when a list ends too early, or has more than any decoder takes, and what `checkList` throws
 */
export function readItems(meta: Buffer, checkList: (bytes: number) => void): HeifItem[] {
  const boxes = listBoxes(meta.subarray(4));
  const properties = boxes.filter(({ type }) => type === 'iprp').flatMap(({ content }) => listBoxes(content));
  const lists = (type: string, among = boxes) => {
    const contents = among.filter((box) => box.type === type).map(({ content }) => content);
    for (const { length } of contents) checkList(length);
    return contents;
  };
  const items: Items = new Map();
  for (const list of lists('iinf')) readInfo(list, items);
  const known = properties
    .filter(({ type }) => type === 'ipco')
    .flatMap(({ content }) => listBoxes(content).map((each) => readProperty(each.type, each.content)));
  for (const list of lists('ipma', properties)) readAssociations(list, items, known);
  for (const list of lists('iref')) readReferences(list, items);
  for (const list of lists('iloc')) readLocations(list, items);
  return [...items.values()];
}
