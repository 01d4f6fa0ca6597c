import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { loadAppSecrets } from '../../src/auth/app-secrets';
import { rejection } from '../support/rejection';

describe('loadAppSecrets', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'familiar-faces-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('uses the configured ones and writes nothing', async () => {
    const appSecrets = ['x'.repeat(32), 'y'.repeat(32)];
    expect(await loadAppSecrets({ appSecrets, dataDir })).to.equal(appSecrets);
    expect(await stat(path.join(dataDir, 'app-secret')).catch((error) => error.code)).to.equal('ENOENT');
  });

  it('makes one, keeps it for the next start, and lets nobody else read it', async () => {
    const [secret] = await loadAppSecrets({ appSecrets: [], dataDir });
    expect(secret).to.match(/^[0-9a-f]{64}$/);
    expect(await loadAppSecrets({ appSecrets: [], dataDir })).to.deep.equal([secret]);
    const file = path.join(dataDir, 'app-secret');
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect(await readFile(file, 'utf8')).to.equal(secret);
  });

  it('gives two starts at the same time one secret', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => loadAppSecrets({ appSecrets: [], dataDir })));
    expect(new Set(all.map(([secret]) => secret))).to.have.property('size', 1);
  });

  it('refuses a file that contains no secret, and names it', async () => {
    await writeFile(path.join(dataDir, 'app-secret'), '\n');
    expect((await rejection(loadAppSecrets({ appSecrets: [], dataDir }))).message).to.match(
      /app-secret contains no secret/,
    );
  });
});
