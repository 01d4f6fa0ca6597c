import { crc32, deflateRawSync } from 'node:zlib';

/** A file in a zip, and what its headers say of it where that isn't the truth. */
export interface ZippedFile {
  name: string | Buffer;
  bytes?: Uint8Array;
  /** Packed by Deflate; else stored. */
  deflated?: boolean;
  /** Whether the flag for a UTF-8 name is set. */
  utf8?: boolean;
  flags?: number;
  method?: number;
  crc?: number;
  size?: number;
  packedSize?: number;
  /** The Unix mode: the kind of file and its permissions. */
  mode?: number;
  offset?: number;
  extra?: Buffer;
}

const UTF8 = 0x800;

function headersOf({ name, bytes = new Uint8Array(), deflated = false, utf8 = true, ...said }: ZippedFile, at: number) {
  const packed = deflated ? deflateRawSync(bytes) : Buffer.from(bytes);
  const encoded = Buffer.from(name as string);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE((utf8 ? UTF8 : 0) | (said.flags ?? 0), 2);
  common.writeUInt16LE(said.method ?? (deflated ? 8 : 0), 4);
  common.writeUInt32LE(said.crc ?? crc32(bytes), 10);
  common.writeUInt32LE(said.packedSize ?? packed.length, 14);
  common.writeUInt32LE(said.size ?? bytes.length, 18);
  common.writeUInt16LE(encoded.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, encoded, packed]);

  const extra = said.extra ?? Buffer.alloc(0);
  const listed = Buffer.from(common);
  listed.writeUInt16LE(extra.length, 24);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(((said.mode ?? 0o100644) << 16) >>> 0, 6);
  rest.writeUInt32LE(said.offset ?? at, 10);
  const central = Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), listed, rest, encoded, extra]);
  return { local, central };
}

/** A zip, byte by byte, also one that no program would write. @param count how many files it claims to have */
export function zipOf(files: readonly ZippedFile[], count = files.length): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const file of files) {
    const { local, central } = headersOf(file, at);
    locals.push(local);
    centrals.push(central);
    at += local.length;
  }
  const list = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, list, Buffer.from('PK\x05\x06'), end]);
}

/** The same zip with its end in the Zip64 form, where counts and places have 64 bits. */
export function asZip64(zip: Buffer, said: { count?: bigint; listAt?: bigint } = {}): Buffer {
  const end = zip.subarray(-22);
  const record = Buffer.alloc(56);
  record.write('PK\x06\x06', 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(said.count ?? BigInt(end.readUInt16LE(8)), 24);
  record.writeBigUInt64LE(said.count ?? BigInt(end.readUInt16LE(10)), 32);
  record.writeBigUInt64LE(BigInt(end.readUInt32LE(12)), 40);
  record.writeBigUInt64LE(said.listAt ?? BigInt(end.readUInt32LE(16)), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(zip.length - 22), 8);
  locator.writeUInt32LE(1, 16);
  const unsaid = Buffer.from(end);
  unsaid.fill(0xff, 8, 20);
  return Buffer.concat([zip.subarray(0, -22), record, locator, unsaid]);
}

/** A multipart form with one zip, as a browser would send it. */
export function zipForm(zip: Uint8Array, name = 'photos.zip'): FormData {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), name);
  return form;
}
