import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { readEnvFile } from '../src/env-file';
import { misspeltSettings } from '../src/setting-names';

const MEANT: ReadonlyArray<readonly [name: string, meant: string]> = [
  ['DATA_DRI', 'DATA_DIR'],
  ['DATADIR', 'DATA_DIR'],
  ['RECOGNITON_WORKERS', 'RECOGNITION_WORKERS'],
  ['RECOGNITION_WORKER', 'RECOGNITION_WORKERS'],
  ['OIDC_ISUER', 'OIDC_ISSUER'],
  ['MATCH_SURRE', 'MATCH_SURE'],
  ['OKTA_DOMIAN', 'OKTA_DOMAIN'],
  ['CLIENT_SECERT', 'CLIENT_SECRET'],
  ['PUBLIC_ULR', 'PUBLIC_URL'],
  ['TRUST_PROXIES', 'TRUST_PROXY'],
  ['APP_SECRETS', 'APP_SECRET'],
  ['LOG_LEVLE', 'LOG_LEVEL'],
  ['NODE_EVN', 'NODE_ENV'],
  ['MAX_PHOTO_MBS', 'MAX_PHOTO_MB'],
  ['port', 'PORT'],
  ['data_dir', 'DATA_DIR'],
  ['OIDC_CLIENT_ID', 'CLIENT_ID'],
  ['APP_SECRT_FILE', 'APP_SECRET_FILE'],
];

describe('misspeltSettings', () => {
  for (const [name, meant] of MEANT)
    it(`takes ${name} for ${meant}`, () => {
      expect(misspeltSettings([name], [])).to.deep.equal([`${name} in .env is not a setting: did you mean ${meant}?`]);
      const inEnvironment = ['NODE_EVN', 'TRUST_PROXIES'].includes(name)
        ? []
        : [`${name} in the environment is not a setting: did you mean ${meant}?`];
      expect(misspeltSettings([], [name])).to.deep.equal(inEnvironment);
    });

  it('reports every unknown name of .env, and says so of what Node reads earlier', () => {
    expect(misspeltSettings(['COLOUR', 'NODE_EXTRA_CA_CERTS', 'TZ', 'COMPOSE_PROJECT_NAME', 'PORT'], [])).to.deep.equal(
      [
        'COLOUR in .env is not a setting. README.md lists all settings.',
        'NODE_EXTRA_CA_CERTS in .env comes too late: set it in the environment, before the app starts.',
      ],
    );
  });

  it('leaves what belongs to others alone', () => {
    const foreign = [
      'PATH',
      'HOME',
      'HOSTNAME',
      'HOSTTYPE',
      'POST',
      'PROT',
      'PWD',
      'SHELL',
      'LANG',
      'LS_COLORS',
      'EDITOR',
      'TERM',
      'USER',
    ];
    const others = [
      'npm_config_port',
      'npm_package_name',
      'KUBERNETES_PORT',
      'KUBERNETES_SERVICE_HOST',
      'NODE_OPTIONS',
      'CI',
      'GITHUB_TOKEN',
    ];
    const more = [
      'DATABASE_URL',
      'REDIS_URL',
      'AWS_SECRET',
      'APP_NAME',
      'LOG_FORMAT',
      'XDG_DATA_DIRS',
      'DATA_HOME',
      'MAX_OLD_SPACE',
      'HTTP_PROXY',
      'TS_NODE_PROJECT',
    ];
    expect(misspeltSettings([], [...foreign, ...others, ...more, 'PORT', 'DATA_DIR', 'APP_SECRET_FILE'])).to.deep.equal(
      [],
    );
  });
});

describe('readEnvFile', () => {
  let file: string;
  beforeEach(() => {
    file = path.join(mkdtempSync(path.join(tmpdir(), 'familiar-faces-')), '.env');
  });
  afterEach(() => rmSync(path.dirname(file), { recursive: true, force: true }));

  const text = `export PORT=8081 \r\nDATA_DIR="./my data" # where\r\nCLIENT_ID='a#b'\r\n# PUBLIC_URL=no\r\nCLIENT_SECRET=c#d\r\n`;
  for (const [how, bytes] of [
    ['in UTF-8', Buffer.from(text)],
    ['in UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['in UTF-16, as PowerShell does', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ] as const)
    it(`reads a file that was saved ${how}`, () => {
      writeFileSync(file, bytes);
      expect(readEnvFile(file)).to.include({ PORT: '8081', DATA_DIR: './my data', CLIENT_ID: 'a#b' });
      expect(Object.keys(readEnvFile(file))).to.have.members(['PORT', 'DATA_DIR', 'CLIENT_ID', 'CLIENT_SECRET']);
    });

  it('takes no file for no settings, and says when there is one that can’t be read', () => {
    expect(readEnvFile(file)).to.deep.equal({});
    mkdirSync(file);
    expect(() => readEnvFile(file)).to.throw(
      /\.env can't be read \(EISDIR\): make it a readable file, or remove it\.$/,
    );
  });
});
