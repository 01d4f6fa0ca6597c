/** How a BMP is written. */
export interface BmpKind {
  bits: 1 | 4 | 8 | 16 | 24 | 32;
  topDown?: boolean;
  /** Run-length coding, of 4 or 8 bits. */
  runs?: boolean;
  /** OS/2's short header. */
  core?: boolean;
  /** The size that the header says. */
  claims?: readonly [width: number, height: number];
}

const FILE_HEADER = 14;
const RGB565 = [0xf800, 0x7e0, 0x1f] as const;

/** Writes grayscale pixels as a BMP, by the layout that Microsoft documents. */
export function makeBmp(gray: Uint8Array, width: number, height: number, kind: BmpKind): Buffer {
  const { bits, topDown = false, runs = false, core = false, claims = [width, height] } = kind;
  const headerSize = core ? 12 : 40;
  const colors = bits <= 8 ? 2 ** bits : 0;
  const masks = bits === 16 ? 12 : 0;
  const rows = Array.from({ length: height }, (_, i) => {
    const y = topDown ? i : height - 1 - i;
    return gray.subarray(y * width, (y + 1) * width);
  });
  const pixels = runs
    ? Buffer.concat([...rows.map((row) => packRow(row, bits)), Buffer.from([0, 1])])
    : Buffer.concat(rows.map((row) => plainRow(row, bits)));
  const head = Buffer.alloc(FILE_HEADER + headerSize + masks + colors * (core ? 3 : 4));
  head.write('BM');
  head.writeUInt32LE(head.length + pixels.length, 2);
  head.writeUInt32LE(head.length, 10);
  head.writeUInt32LE(headerSize, FILE_HEADER);
  if (core) {
    head.writeUInt16LE(claims[0], 18);
    head.writeUInt16LE(claims[1], 20);
    head.writeUInt16LE(1, 22);
    head.writeUInt16LE(bits, 24);
  } else {
    head.writeInt32LE(claims[0], 18);
    head.writeInt32LE(topDown ? -claims[1] : claims[1], 22);
    head.writeUInt16LE(1, 26);
    head.writeUInt16LE(bits, 28);
    head.writeUInt32LE(runs ? (bits === 8 ? 1 : 2) : bits === 16 ? 3 : 0, 30);
  }
  if (masks) for (const [i, mask] of RGB565.entries()) head.writeUInt32LE(mask, FILE_HEADER + headerSize + i * 4);
  for (let i = 0; i < colors; i++) {
    const value = Math.round((i * 255) / (colors - 1));
    head.fill(value, FILE_HEADER + headerSize + i * (core ? 3 : 4), FILE_HEADER + headerSize + i * (core ? 3 : 4) + 3);
  }
  return Buffer.concat([head, pixels]);
}

function plainRow(row: Uint8Array, bits: BmpKind['bits']): Buffer {
  const out = Buffer.alloc(Math.ceil((row.length * bits) / 32) * 4);
  for (const [x, value] of row.entries()) {
    if (bits >= 24) out.fill(value, (x * bits) / 8, (x * bits) / 8 + 3);
    else if (bits === 16) out.writeUInt16LE(((value >> 3) << 11) | ((value >> 2) << 5) | (value >> 3), x * 2);
    else {
      const perByte = 8 / bits;
      const at = Math.floor(x / perByte);
      out[at] = (out[at] ?? 0) | (Math.round((value * (2 ** bits - 1)) / 255) << (8 - bits - (x % perByte) * bits));
    }
  }
  return out;
}

/** Half of the row as runs of one pixel each, the rest as single pixels, as far as these go. */
function packRow(row: Uint8Array, bits: number): Buffer {
  const toIndex = (value: number) => (bits === 8 ? value : Math.round((value * 15) / 255));
  const half = row.length >> 1;
  const runs = [...row.subarray(0, half)].flatMap((value) => [1, bits === 8 ? value : toIndex(value) << 4]);
  const singles: number[] = [];
  for (let from = half; from < row.length; from += 200) {
    const part = [...row.subarray(from, from + 200)].map(toIndex);
    if (part.length < 3) singles.push(...part.flatMap((index) => [1, bits === 8 ? index : index << 4]));
    else {
      const bytes = bits === 8 ? part : pairs(part);
      singles.push(0, part.length, ...bytes, ...(bytes.length % 2 ? [0] : []));
    }
  }
  return Buffer.from([...runs, ...singles, 0, 0]);
}

const pairs = (indices: readonly number[]) =>
  Array.from(
    { length: Math.ceil(indices.length / 2) },
    (_, i) => ((indices[i * 2] ?? 0) << 4) | (indices[i * 2 + 1] ?? 0),
  );
