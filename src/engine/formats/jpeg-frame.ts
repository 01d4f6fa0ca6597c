import type { Segment } from './jpeg-segments';

/** A component of a picture, such as brightness. */
export interface Component {
  id: number;
  /** How many blocks of it are in a unit, across and down. */
  across: number;
  down: number;
  /** What its mean brightness is divided by. */
  step: number;
}

/** A Huffman table: for each 16 bits that may come, the length of the code they begin with × 256, plus its symbol. 0: no code. */
export type CodeTable = Uint16Array;

/** Makes a table when it is needed: a file may have as many as there is room for in it. */
export type MakeCodes = () => CodeTable;

/** What the headers before a scan say. */
export interface Frame {
  width: number;
  height: number;
  /** Whether each scan has its blocks whole (baseline or extended, with Huffman codes and 8 bits). */
  isSequential: boolean;
  isProgressive: boolean;
  components: Component[];
  tables: { dc: Map<number, MakeCodes>; ac: Map<number, MakeCodes> };
  restartInterval: number;
}

const DHT = 0xc4;
const DQT = 0xdb;
const DRI = 0xdd;
/** SOF0 and SOF1, then SOF2. */
const SEQUENTIAL = [0xc0, 0xc1];
const PROGRESSIVE = 0xc2;
const CODES = 65_536;
const LONGEST_CODE = 16;

function readCodes(counts: Uint8Array, symbols: Uint8Array): CodeTable {
  const table = new Uint16Array(CODES);
  let [code, index] = [0, 0];
  for (let length = 1; length <= LONGEST_CODE; length++) {
    const span = 1 << (LONGEST_CODE - length);
    for (let i = 0; i < (counts[length - 1] ?? 0); i++) {
      table.fill((length << 8) | (symbols[index++] ?? 0), code * span, (code + 1) * span);
      code++;
    }
    code <<= 1;
  }
  return table;
}

/** Collects what the segments of a JPEG say about its scans. */
export class FrameReader {
  private readonly steps = new Map<number, number>();
  readonly frame: Frame = {
    width: 0,
    height: 0,
    isSequential: false,
    isProgressive: false,
    components: [],
    tables: { dc: new Map(), ac: new Map() },
    restartInterval: 0,
  };

  /** Takes a segment in. @param file the whole JPEG */
  take(file: Uint8Array, { marker, start, end }: Segment): void {
    const content = file.subarray(start + 4, end);
    if (marker === DQT) this.takeSteps(content);
    else if (marker === DHT) this.takeCodes(content);
    else if (marker === DRI) this.frame.restartInterval = ((content[0] ?? 0) << 8) | (content[1] ?? 0);
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc) this.takeFrame(marker, content);
  }

  private takeSteps(content: Uint8Array): void {
    for (let at = 0; at < content.length; ) {
      const [kind = 0, high = 0, low = 0] = content.subarray(at, at + 3);
      const is16 = kind >> 4 === 1;
      this.steps.set(kind & 15, is16 ? (high << 8) | low : high);
      at += 1 + (is16 ? 128 : 64);
    }
  }

  private takeCodes(content: Uint8Array): void {
    for (let at = 0; at + 17 <= content.length; ) {
      const kind = content[at] ?? 0;
      const counts = content.subarray(at + 1, at + 17);
      const total = counts.reduce((sum, count) => sum + count, 0);
      const tables = kind >> 4 === 0 ? this.frame.tables.dc : this.frame.tables.ac;
      const symbols = content.subarray(at + 17, at + 17 + total);
      tables.set(kind & 15, () => readCodes(counts, symbols));
      at += 17 + total;
    }
  }

  private takeFrame(marker: number, content: Uint8Array): void {
    const [bits, h1 = 0, h0 = 0, w1 = 0, w0 = 0, count = 0] = content;
    this.frame.height = (h1 << 8) | h0;
    this.frame.width = (w1 << 8) | w0;
    this.frame.isSequential = SEQUENTIAL.includes(marker) && bits === 8;
    this.frame.isProgressive = marker === PROGRESSIVE;
    this.frame.components = Array.from({ length: count }, (_, i) => {
      const [id = 0, size = 0, table = 0] = content.subarray(6 + i * 3);
      return { id, across: size >> 4, down: size & 15, step: this.steps.get(table) ?? 0 };
    });
  }
}
