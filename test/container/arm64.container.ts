import { execFileSync } from 'node:child_process';
import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { globSync } from 'glob';
import { buildImage, inspect, podman } from './support/podman';

const IMAGE = 'localhost/familiar-faces:arm64';
/** `e_machine` of AArch64 in the header of an ELF file. */
const AARCH64 = 183;

/** What the app's native packages say when they are used; but ONNX Runtime, which crashes at its start on a processor that QEMU 7.2 emulates. */
const USE_ALL = `
const { createCanvas } = require('canvas');
const { DatabaseSync } = require('@photostructure/sqlite');
const sharp = require('sharp');
(async () => {
  const { info } = await sharp(createCanvas(40, 30).toBuffer('image/png')).resize(20).jpeg().toBuffer({ resolveWithObject: true });
  const row = new DatabaseSync(':memory:').prepare('select 7 * 6 as answer').get();
  console.log(JSON.stringify([process.arch, info.width, info.format, row.answer]));
})();
`;

/** The processor that an ELF file is for; undefined for any other file. */
function machineOf(file: string): number | undefined {
  const header = Buffer.alloc(20);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, header);
  } finally {
    closeSync(handle);
  }
  return header.subarray(1, 4).toString() === 'ELF' ? header.readUInt16LE(18) : undefined;
}

describe('the image for arm64', () => {
  let root: string;
  before('build it', async function () {
    this.timeout(1_800_000);
    buildImage(IMAGE, 'arm64');
    root = await podman('image', 'mount', IMAGE);
  });
  after(() => podman('image', 'unmount', IMAGE));

  it('has binaries for arm64 alone', async () => {
    const folders = '{app/node_modules,usr/local/bin}/**';
    const files = globSync(folders, { cwd: root, nodir: true, dot: true, absolute: true });
    const binaries = files.filter((file) => lstatSync(file).isFile() && machineOf(file) !== undefined);
    expect(binaries.filter((file) => machineOf(file) !== AARCH64)).to.deep.equal([]);
    const names = binaries.map((file) => path.basename(file));
    expect(names).to.include.members(['node', 'tini', 'onnxruntime_binding.node', 'skia.linux-arm64-gnu.node']);
    expect((await inspect<{ Architecture: string }>(IMAGE)).Architecture).to.equal('arm64');
  });

  it('has packages that work on an emulated processor', function () {
    this.timeout(600_000);
    const command = ['-L', root, path.join(root, 'usr/local/bin/node'), '-e', USE_ALL];
    const printed = execFileSync('qemu-aarch64-static', command, { cwd: path.join(root, 'app'), encoding: 'utf8' });
    expect(JSON.parse(printed)).to.deep.equal(['arm64', 20, 'jpeg', 42]);
  });
});
