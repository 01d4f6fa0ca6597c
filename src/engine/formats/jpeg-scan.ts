import type { CodeTable, Component, Frame } from './jpeg-frame';
import type { ScanData } from './jpeg-segments';

/** How much of a scan can be read. */
export interface ScanState {
  /** From 0 to 1, of the units that the scan should have. */
  share: number;
  /** Whether bits are there that no picture has: a part of it is garbled. */
  isGarbled: boolean;
}

interface Block {
  component: number;
  dc: CodeTable;
  /** Missing in a scan of means alone. */
  ac: CodeTable | undefined;
  step: number;
}

interface Plan {
  units: number;
  blocks: readonly Block[];
}

const BLOCK = 8;
const COEFFICIENTS = 64;
/** The largest category of a difference with 8 bits (T.81, F.1.2.1). */
const MAX_CATEGORY = 11;
/** A block's mean is within ±1024; encoders that sharpen edges go a little beyond. */
const MAX_MEAN = 1100;
/** Bytes between a scan and its marker that say nothing of the picture. */
const MAX_STRAY = 16;

/** Plans what a scan consists of. @returns undefined when a table is missing */
function planOf(frame: Frame, header: Uint8Array): Plan | undefined {
  const count = header[0] ?? 0;
  const isMeansOnly = frame.isProgressive;
  const shift = isMeansOnly ? (header[3 + count * 2] ?? 0) & 15 : 0;
  const chosen: Array<{ component: Component; tables: number; index: number }> = [];
  for (let i = 0; i < count; i++) {
    const [id, tables = 0] = header.subarray(1 + i * 2);
    const index = frame.components.findIndex((each) => each.id === id);
    const component = frame.components[index];
    if (!component) return undefined;
    chosen.push({ component, tables, index });
  }
  const most = (side: 'across' | 'down') => Math.max(...frame.components.map((each) => each[side]));
  const [across, down] = [most('across'), most('down')];
  const blocks: Block[] = [];
  for (const { component, tables, index } of chosen) {
    const dc = frame.tables.dc.get(tables >> 4)?.();
    const ac = isMeansOnly ? undefined : frame.tables.ac.get(tables & 15)?.();
    if (!dc || (!ac && !isMeansOnly)) return undefined;
    const each = chosen.length === 1 ? 1 : component.across * component.down;
    for (let i = 0; i < each; i++) blocks.push({ component: index, dc, ac, step: component.step << shift });
  }
  const [first] = chosen;
  if (!first || across === 0 || down === 0) return undefined;
  // Alone, a component has no more blocks than its own pixels need; together, whole units.
  const single = chosen.length === 1 ? first.component : undefined;
  const columns = single
    ? Math.ceil((frame.width * single.across) / across / BLOCK)
    : Math.ceil(frame.width / across / BLOCK);
  const rows = single ? Math.ceil((frame.height * single.down) / down / BLOCK) : Math.ceil(frame.height / down / BLOCK);
  return { units: columns * rows, blocks };
}

/** The 16 bits from a position on, which need not be in the same interval. */
function sixteenBits(bytes: Uint8Array, position: number): number {
  const at = position >>> 3;
  const three = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
  return (three >>> (8 - (position & 7))) & 0xffff;
}

/** Reads blocks, and keeps nothing of them but where they end. */
class BlockReader {
  /** In bits. */
  position = 0;
  private readonly means = new Int32Array(256);

  constructor(private readonly bytes: Uint8Array) {}

  /** Starts an interval. */
  restart(byte: number): void {
    this.position = byte * 8;
    this.means.fill(0);
  }

  /**
   * Skips one block. This is the innermost loop, a few million codes for a photo: it keeps to local variables.
   * @returns whether it can be one of a picture
   */
  skipBlock({ component, dc, ac, step }: Block): boolean {
    const { bytes } = this;
    let at = this.position;
    const first = dc[sixteenBits(bytes, at)] as number;
    const category = first & 255;
    if (first === 0 || category > MAX_CATEGORY) return false;
    at += first >> 8;
    if (category > 0) {
      const bits = sixteenBits(bytes, at) >>> (16 - category);
      const difference = bits < 1 << (category - 1) ? bits - (1 << category) + 1 : bits;
      const mean = (this.means[component] as number) + difference;
      this.means[component] = mean;
      if (Math.abs(mean) * step > MAX_MEAN + step) return false;
      at += category;
    }
    if (!ac) {
      this.position = at;
      return true;
    }
    for (let k = 1; k < COEFFICIENTS; k++) {
      const code = ac[sixteenBits(bytes, at)] as number;
      if (code === 0) return false;
      const zeros = (code >> 4) & 15;
      const size = code & 15;
      at += (code >> 8) + size;
      if (size === 0 && zeros !== 15) {
        this.position = at;
        return zeros === 0;
      }
      k += zeros;
      if (k >= COEFFICIENTS) return false;
    }
    this.position = at;
    return true;
  }

  /** Whether what is left before `end` (in bits) is what encoders leave there: ones to the next byte, few or equal bytes. */
  leavesOnlyPadding(end: number): boolean {
    const left = end - this.position;
    if (left < 8) return true;
    const padding = left % 8;
    const bits = sixteenBits(this.bytes, this.position) >>> (16 - padding);
    const stray = this.bytes.subarray((end - left + padding) / 8, end / 8);
    return (
      (bits === 0 || bits === 2 ** padding - 1) &&
      (stray.length <= MAX_STRAY || stray.every((byte) => byte === stray[0]))
    );
  }
}

/**
 * Follows the codes of a sequential scan to its end, without making pixels: that shows whether a part is missing or
 * garbled, which libjpeg doesn't look at.
 * @param header the scan's header (SOS) without its length
 * @param isCut whether the file ends within the scan
 * @returns undefined when the headers don't say enough
 */
export function followScan(frame: Frame, header: Uint8Array, data: ScanData, isCut: boolean): ScanState | undefined {
  const plan = planOf(frame, header);
  if (!plan) return undefined;
  const perInterval = frame.restartInterval || plan.units;
  const reader = new BlockReader(data.bytes);
  let done = 0;
  for (const [i, interval] of data.intervals.entries()) {
    const isLast = i === data.intervals.length - 1;
    const end = interval.end * 8;
    const units = Math.min(perInterval, plan.units - done);
    reader.restart(interval.start);
    for (let unit = 0; unit < units; unit++) {
      for (const block of plan.blocks) {
        const isBlock = reader.skipBlock(block);
        if (reader.position > end || (!isBlock && end - reader.position < 16))
          return { share: done / plan.units, isGarbled: !(isLast && isCut) };
        if (!isBlock) return { share: done / plan.units, isGarbled: true };
      }
      done++;
    }
    if (!reader.leavesOnlyPadding(end)) return { share: done / plan.units, isGarbled: true };
  }
  return { share: done / plan.units, isGarbled: done < plan.units && !isCut };
}
