import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { Collections } from '../../src/events/collections';
import { StartError } from '../../src/start-error';

describe('the descriptions of collections', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'collections-'));
    cpSync(path.join(__dirname, '..', '..', 'config', 'collections'), folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string) => writeFileSync(path.join(folder, `${name}.json`), text);

  it('are read, an operator’s own too', () => {
    write('downloads', '{"name": "downloads", "attributes": ["file"], "groupBy": ["file"]}');
    expect(new Collections(folder).findOpen('downloads').groupBy).to.deep.equal(['file']);
    expect(new Collections().find('pageviews').attributes).to.include('campaign');
  });

  const FAULTY = {
    'no JSON': ['downloads', '{'],
    'another name than the file': ['downloads', '{"name": "other", "attributes": [], "groupBy": []}'],
    'an unknown field': ['downloads', '{"name": "downloads", "attributes": [], "groupBy": [], "more": 1}'],
    'a group that isn’t an attribute': ['downloads', '{"name": "downloads", "attributes": [], "groupBy": ["file"]}'],
    'less than the app counts there': ['sightings', '{"name": "sightings", "attributes": ["person"], "groupBy": []}'],
  } as const;
  for (const [what, [name, text]] of Object.entries(FAULTY))
    it(`stop the start with a sentence: ${what}`, () => {
      write(name, text);
      expect(() => new Collections(folder)).to.throw(
        StartError,
        new RegExp(`^config/collections/${name}\\.json .+\\.$`),
      );
    });

  it('stop the start when one is missing that the app feeds', () => {
    rmSync(path.join(folder, 'uploads.json'));
    expect(() => new Collections(folder)).to.throw(StartError, 'uploads.json is missing');
  });
});
