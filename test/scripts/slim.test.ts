import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { globSync } from 'glob';
import { platformFolders, slim } from '../../scripts/slim';
import { UNUSED } from '../../scripts/slim/unused';

const installed = path.join(__dirname, '..', '..', 'node_modules');

describe('npm run slim', () => {
  it('knows where the packages that are installed have the binaries of this platform', () => {
    const own = platformFolders(installed).filter((folder) =>
      folder.replaceAll(path.sep, '-').endsWith(`${process.platform}-${process.arch}`),
    );
    expect(own.map((folder) => folder.split(path.sep)[0])).to.have.members(['@photostructure', 'onnxruntime-node']);
  });

  it('removes those of other platforms and source maps alone', () => {
    const modules = mkdtempSync(path.join(tmpdir(), 'modules-'));
    try {
      const folders = [
        'onnxruntime-node/bin/napi-v6/aix/ppc64',
        `onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}`,
      ];
      for (const folder of [...folders, 'onnxruntime-node/lib', 'other/bin/napi-v6/aix/ppc64']) {
        mkdirSync(path.join(modules, folder), { recursive: true });
        writeFileSync(path.join(modules, folder, 'file'), Buffer.alloc(1000));
      }
      writeFileSync(path.join(modules, 'onnxruntime-node', 'lib', 'index.js.map'), Buffer.alloc(500));
      expect(slim(modules)).to.equal(1500);
      const left = readdirSync(modules, { recursive: true })
        .map(String)
        .filter((each) => each.endsWith('file'));
      expect(left).to.have.length(3);
      expect(left.filter((each) => each.startsWith('onnxruntime-node') && each.includes('aix'))).to.deep.equal([]);
      expect(readdirSync(path.join(modules, 'onnxruntime-node', 'lib'))).to.deep.equal(['file']);
      expect(slim(modules)).to.equal(0);
    } finally {
      rmSync(modules, { recursive: true });
    }
  });

  it('finds all that the compiled app never loads, as the packages are today', () => {
    for (const pattern of UNUSED) expect(globSync(pattern, { cwd: installed }), pattern).to.have.length.above(0);
  });

  it('removes for a compiled app what it never loads, but no license, and keeps the binaries of another processor', () => {
    const modules = mkdtempSync(path.join(tmpdir(), 'modules-'));
    const files = [
      'typescript/lib/tsc.js',
      'typescript/LICENSE.md',
      'koa/index.d.ts',
      'koa/index.js',
      'koa/README.md',
      `onnxruntime-node/bin/napi-v6/${process.platform}/arm64/library`,
      `onnxruntime-node/bin/napi-v6/${process.platform}/x64/library`,
    ];
    try {
      for (const file of files) {
        mkdirSync(path.dirname(path.join(modules, file)), { recursive: true });
        writeFileSync(path.join(modules, file), '');
      }
      slim(modules, { compiled: true, arch: 'arm64' });
      const left = globSync('**', { cwd: modules, nodir: true, posix: true });
      expect(left).to.have.members([files[1], files[3], files[5]]);
    } finally {
      rmSync(modules, { recursive: true });
    }
  });
});
