import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { type ConfigError, readConfig } from '../src/config';
import { readSecretFiles } from '../src/secret-files';

const SECRET = 's'.repeat(32);

describe('secrets from files', () => {
  let folder: string;
  let file: string;
  let container: string;
  let credentials: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'familiar-faces-'));
    [file, container, credentials] = ['secret', 'run', 'credentials'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(container);
    mkdirSync(credentials);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const read = (env: Record<string, string> = {}) => readSecretFiles(env, container);
  /** The one fault of a secret's file, without the file's place. */
  const faultOf = (env: Record<string, string> = { APP_SECRET_FILE: file }) => {
    const { values, faults } = read(env);
    expect(values).to.deep.equal({});
    expect(faults).to.have.length(1);
    const fault = faults[0]?.[1] ?? '';
    const place = `APP_SECRET_FILE (${file}) `;
    return fault.startsWith(place) ? fault.slice(place.length) : fault;
  };

  for (const [how, content, secret] of [
    ['a line break at its end', `${SECRET}\n`, SECRET],
    ['the line breaks of Windows, and a mark', `\ufeff${SECRET}\r\n\r\n`, SECRET],
    ['none', SECRET, SECRET],
    ['spaces and quotes that belong to it', `" ${SECRET} "\n`, `" ${SECRET} "`],
  ] as const)
    it(`are read with ${how}`, () => {
      writeFileSync(file, content);
      expect(read({ APP_SECRET_FILE: file })).to.deep.equal({ values: { APP_SECRET: secret }, faults: [] });
    });

  it('are found where containers and systemd put them, in capitals or small letters', () => {
    writeFileSync(path.join(container, 'app_secret'), SECRET);
    writeFileSync(path.join(credentials, 'CLIENT_SECRET'), 'of systemd');
    expect(read({ CREDENTIALS_DIRECTORY: credentials })).to.deep.equal({
      values: { APP_SECRET: SECRET, CLIENT_SECRET: 'of systemd' },
      faults: [],
    });
    // A setting that names the same file is no second place.
    expect(read({ APP_SECRET_FILE: path.join(container, 'app_secret') }).faults).to.deep.equal([]);
  });

  it('are none where nothing is given, or an empty name', () => {
    expect(read({ APP_SECRET_FILE: ' ', CREDENTIALS_DIRECTORY: '' })).to.deep.equal({ values: {}, faults: [] });
    expect(readSecretFiles({}, path.join(folder, 'nowhere'))).to.deep.equal({ values: {}, faults: [] });
  });

  it('say what is wrong with a file, and what to do', () => {
    expect(faultOf()).to.equal('doesn’t exist: correct the path, or make the file');
    writeFileSync(file, ' \n');
    expect(faultOf()).to.equal('is empty: put the secret into it');
    writeFileSync(file, 'x'.repeat(16 * 1024 + 1));
    expect(faultOf()).to.equal('is larger than 16 kB: put the secret alone into it');
    writeFileSync(file, `${SECRET}\n${SECRET}\n`);
    expect(faultOf()).to.equal('has several lines: put the secret alone into it, on one line');
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0x80]));
    expect(faultOf()).to.equal('is no text in UTF-8: put the secret alone into it');
    rmSync(file);
    symlinkSync(file, file);
    expect(faultOf()).to.match(/^can’t be read \(ELOOP\): make it readable for .+, who runs the app$/);
  });

  for (const [what, make] of [
    ['a folder, which Docker makes where a file is missing', () => mkdirSync(file)],
    ['a pipe, which could keep the start waiting', () => execFileSync('mkfifo', [file])],
  ] as const)
    it(`are not read from ${what}`, () => {
      make();
      expect(faultOf()).to.equal('is no file: perhaps the file that was to be mounted is missing');
    });

  it('are not chosen among several', () => {
    writeFileSync(file, SECRET);
    const secretOfContainer = path.join(container, 'app_secret');
    writeFileSync(secretOfContainer, SECRET);
    expect(faultOf({ APP_SECRET: SECRET, APP_SECRET_FILE: file })).to.equal(
      `APP_SECRET is given more than once, by its value and APP_SECRET_FILE (${file}) and ${secretOfContainer}: keep one of them`,
    );
  });

  it('count as any other value: every fault is named at once, and none twice', () => {
    writeFileSync(file, 'short');
    const env = { NODE_ENV: 'production', PORT: '0', OIDC_ISSUER: 'https://id.example.org', CLIENT_ID: 'id' };
    const files = { APP_SECRET_FILE: file, CLIENT_SECRET_FILE: '/nowhere/secret' };
    let faults: readonly string[] = [];
    try {
      readConfig(env, read({ ...env, ...files }));
    } catch (error) {
      faults = (error as ConfigError).faults;
    }
    expect(faults).to.have.members([
      'CLIENT_SECRET_FILE (/nowhere/secret) doesn’t exist: correct the path, or make the file',
      'PORT must be at least 1',
      'APP_SECRET is shorter than 32 characters: make one with `openssl rand -hex 32`',
    ]);
    writeFileSync(file, `${SECRET},${'t'.repeat(40)}\n`);
    expect(readConfig({}, read({ APP_SECRET_FILE: file })).appSecrets).to.deep.equal([SECRET, 't'.repeat(40)]);
  });
});
