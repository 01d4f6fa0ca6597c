import { availableParallelism } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { ConfigError, readConfig } from '../src/config';

const SECRET = 'a'.repeat(32);
const PROVIDER = { OIDC_ISSUER: 'https://id.example.org', CLIENT_ID: 'id', CLIENT_SECRET: 'secret' };

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('needs no setting at all: the local provider, on loopback', () => {
    const config = readConfig({});
    expect(config).to.include({
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://localhost:8080',
      provider: undefined,
      production: false,
      trustProxy: 0,
    });
    expect(config.dataDir).to.equal(path.resolve('data'));
    expect(config.limits).to.deep.equal({
      photoMegabytes: 15,
      photoMegapixels: 50,
      photosPerUpload: 20,
      importMegabytes: 2000,
      storageMegabytes: 10_000,
    });
    expect(config.match, 'measured').to.deep.equal({ sure: undefined, maybe: undefined, margin: undefined });
    expect(config).to.be.frozen;
  });

  it('takes a setting left empty as not set', () => {
    expect(readConfig({ PORT: '', DATA_DIR: ' ' })).to.deep.equal(readConfig({}));
  });

  it('knows the tutorial’s OKTA_DOMAIN, and lets OIDC_ISSUER win', () => {
    const okta = { OKTA_DOMAIN: 'dev-1.okta.com', CLIENT_ID: 'id', CLIENT_SECRET: 'secret' };
    expect(readConfig(okta).provider?.issuer).to.equal('https://dev-1.okta.com/oauth2/default');
    expect(readConfig({ ...okta, ...PROVIDER }).provider?.issuer).to.equal('https://id.example.org');
  });

  it('divides the cores among the processes that share a folder', () => {
    const cores = availableParallelism();
    expect(readConfig({})).to.include({ processes: 1, workers: cores });
    expect(readConfig({ ...PROVIDER, PROCESSES: '2' })).to.include({ processes: 2, workers: Math.ceil(cores / 2) });
    expect(readConfig({ ...PROVIDER, PROCESSES: '2', RECOGNITION_WORKERS: '3' }).workers).to.equal(3);
  });

  it('keeps the sign-in that takes any name in one process', () => {
    expect(faultsOf({ PROCESSES: '2' })).to.deep.equal([
      'PROCESSES is 2, but the built-in sign-in, which takes any name, works in one process alone: set OIDC_ISSUER, CLIENT_ID, and CLIENT_SECRET, or remove PROCESSES',
    ]);
    expect(faultsOf({ PROCESSES: '2', HOST: '0.0.0.0' }), 'there are accounts').to.deep.equal([]);
  });

  it('takes several secrets, and signs with the first', () => {
    const other = 'b'.repeat(40);
    expect(readConfig({ APP_SECRET: `${SECRET}, ${other}` }).appSecrets).to.deep.equal([SECRET, other]);
  });

  it('takes names, addresses and networks of receivers, and nothing else', () => {
    const given = 'Hub.local., 192.168.1.0/24,[fd00::1] ,10.0.0.7';
    const allowed = ['hub.local', '192.168.1.0/24', 'fd00::1', '10.0.0.7'];
    expect(readConfig({ WEBHOOK_ALLOWED_HOSTS: given }).webhookAllowedHosts).to.deep.equal(allowed);
    for (const faulty of ['http://hub.local', 'hub.local:80', '10.0.0.0/33', '*', 'a b'])
      expect(faultsOf({ WEBHOOK_ALLOWED_HOSTS: faulty }).join(), faulty).to.match(/^WEBHOOK_ALLOWED_HOSTS must have/);
  });

  it('takes addresses and domains of people, in any case, and nothing else', () => {
    const people = {
      ALLOWED_EMAILS: 'Ada@Example.org, @Club.example,example.net',
      ALLOWED_GROUPS: ' family,Old friends ',
    };
    expect(
      readConfig({ ...PROVIDER, ...people, ADMIN_GROUP: 'admins', ADMIN_EMAILS: 'Ada@example.org' }).people,
    ).to.deep.equal({
      groupsClaim: 'groups',
      allowed: { groups: ['family', 'Old friends'], emails: ['ada@example.org', 'club.example', 'example.net'] },
      admins: { groups: ['admins'], emails: ['ada@example.org'] },
    });
    for (const faulty of ['a@b@c.example', 'ada@', '*', '*@example.org', 'ada lovelace', '<x>@y.z'])
      expect(faultsOf({ ...PROVIDER, ALLOWED_EMAILS: faulty }).join(), faulty).to.match(/^ALLOWED_EMAILS must have/);
    expect(faultsOf({ ...PROVIDER, ADMIN_EMAILS: 'example.org' }).join()).to.match(/^ADMIN_EMAILS must have/);
  });

  it('names nobody by what only a provider knows while there is none', () => {
    const [fault, ...others] = faultsOf({ ALLOWED_GROUPS: 'family' });
    expect(fault).to.match(/^ALLOWED_GROUPS is set, but the built-in sign-in/);
    expect(others).to.deep.equal([]);
  });

  it('reports every fault at once, each with its name', () => {
    const faults = faultsOf({
      PORT: 'eighty',
      APP_SECRET: 'short',
      MATCH_SURE: '3',
      PUBLIC_URL: 'faces.example.org',
      CLIENT_ID: 'id',
    });
    for (const name of ['PORT', 'APP_SECRET', 'MATCH_SURE', 'PUBLIC_URL', 'OIDC_ISSUER', 'CLIENT_SECRET']) {
      expect(
        faults.some((fault) => fault.startsWith(name)),
        `${name} in ${faults.join(' | ')}`,
      ).to.equal(true);
    }
    expect(faults).to.have.length(6);
  });

  it('needs a secret in production with a provider, and says how to get one', () => {
    const production = { NODE_ENV: 'production', ...PROVIDER };
    expect(faultsOf(production)).to.have.length(1);
    expect(faultsOf(production)[0]).to.match(/^APP_SECRET is missing.*openssl rand -hex 32/);
    expect(faultsOf({ ...production, APP_SECRET: SECRET })).to.deep.equal([]);
  });

  it('needs no secret in production with accounts of its own, as the app keeps one', () => {
    expect(readConfig({ NODE_ENV: 'production' }).appSecrets).to.deep.equal([]);
  });

  it('has accounts of its own where others reach the app, and in production', () => {
    const reached: Array<Record<string, string>> = [
      { HOST: '0.0.0.0' },
      { HOST: '192.168.1.5' },
      { PUBLIC_URL: 'https://faces.example.org' },
      { PUBLIC_URL: 'http://localhost.evil.example' },
      { NODE_ENV: 'production', APP_SECRET: SECRET },
    ];
    for (const env of reached) {
      expect(readConfig(env).ownAccounts, JSON.stringify(env)).to.equal(true);
      expect(readConfig({ ...env, ...PROVIDER }).ownAccounts, 'with a provider').to.equal(false);
    }
    expect(readConfig({}).ownAccounts, 'on this computer alone').to.equal(false);
  });

  it('takes no half of a provider for none', () => {
    expect(faultsOf({ HOST: '0.0.0.0', CLIENT_ID: 'id' }).map((fault) => fault.split(' ')[0])).to.deep.equal([
      'OIDC_ISSUER',
      'CLIENT_SECRET',
    ]);
  });

  for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '127.1.2.3', '[::1]']) {
    it(`takes ${host} for loopback`, () => {
      expect(faultsOf({ HOST: host, PUBLIC_URL: `http://${host}:8080` })).to.deep.equal([]);
      expect(faultsOf({ ...PROVIDER, OIDC_ISSUER: `http://${host}:9000/` })).to.deep.equal([]);
    });
  }

  for (const host of [
    'id.example.org',
    'id.localhost',
    'localhost.example.org',
    '127.0.0.1.example.org',
    '[::2]',
    '0.0.0.0',
  ]) {
    it(`refuses a provider over plain http at ${host}`, () => {
      for (const NODE_ENV of ['development', 'production']) {
        const faults = faultsOf({ ...PROVIDER, NODE_ENV, APP_SECRET: SECRET, OIDC_ISSUER: `http://${host}` });
        expect(faults).to.have.length(1);
        expect(faults[0]).to.match(/^OIDC_ISSUER must start with https:\/\//);
      }
    });
  }

  it('listens at an IPv6 address written with or without brackets', () => {
    expect(readConfig({ HOST: '[::1]' }).host).to.equal('::1');
    expect(readConfig({ HOST: '::1' }).host).to.equal('::1');
  });

  it('reports only one fault of a setting that can’t be used', () => {
    const production = { NODE_ENV: 'production', APP_SECRET: SECRET, ...PROVIDER };
    const cases: Array<Record<string, string>> = [
      { ...production, OIDC_ISSUER: 'id.example.org' },
      { ...production, OIDC_ISSUER: '', OKTA_DOMAIN: 'https://dev-1.okta.com' },
      { ...production, APP_SECRET: 'short' },
      { MATCH_SURE: 'x', MATCH_MAYBE: '0.4' },
    ];
    for (const given of cases) {
      expect(faultsOf(given), JSON.stringify(given)).to.have.length(1);
    }
  });

  it('asks for the rest of a provider whose address can’t be used, and doesn’t take it for the local one', () => {
    const faults = faultsOf({ OIDC_ISSUER: 'id.example.org', HOST: '0.0.0.0' });
    expect(faults.map((fault) => fault.split(' ')[0])).to.deep.equal(['OIDC_ISSUER', 'CLIENT_ID', 'CLIENT_SECRET']);
  });

  for (const path of [
    'faces?a=b',
    '#faces',
    '?',
    'a/../b',
    '..',
    'a/./b',
    '%2e%2e',
    'a//b',
    'a b',
    'fäces',
    'a\\b',
    '.well-known',
  ])
    it(`refuses what is no plain path after the host: /${path}`, () => {
      expect(faultsOf({ PUBLIC_URL: `http://localhost:8080/${path}` })[0]).to.match(/^PUBLIC_URL must be a host, /);
    });

  it('takes a path, with a slash at its end or without', () => {
    for (const path of ['/faces', '/faces/', '/our/Faces-2.0/'])
      expect(readConfig({ PUBLIC_URL: `http://localhost:8080${path}` }).publicUrl).to.equal(
        `http://localhost:8080${path.replace(/\/$/, '')}`,
      );
  });

  it('refuses a name in the address, and drops a slash at its end', () => {
    expect(faultsOf({ PUBLIC_URL: 'http://ada:secret@localhost:8080' })).to.have.length(1);
    expect(readConfig({ PUBLIC_URL: 'http://LOCALHOST:8080//' }).publicUrl).to.equal('http://localhost:8080');
  });

  it('needs a port that people can type', () => {
    expect(faultsOf({ PORT: '0' })).to.deep.equal(['PORT must be at least 1']);
    expect(faultsOf({ PORT: '65536' })).to.deep.equal(['PORT must be at most 65535']);
  });

  it('refuses a `maybe` threshold below the `sure` one', () => {
    expect(faultsOf({ MATCH_SURE: '0.55', MATCH_MAYBE: '0.5' })[0]).to.match(/^MATCH_MAYBE/);
  });

  it('doubts an app that others reach at an address that leads them to their own computer', () => {
    expect(readConfig({ HOST: '0.0.0.0', ...PROVIDER }).doubts).to.have.length(1);
    expect(readConfig({ HOST: '0.0.0.0', ...PROVIDER }).doubts[0]).to.match(
      /^HOST is 0\.0\.0\.0.*: set PUBLIC_URL to /,
    );
    expect(readConfig({ HOST: '0.0.0.0', PUBLIC_URL: 'http://faces.lan:8080', ...PROVIDER }).doubts).to.deep.equal([]);
    expect(readConfig({}).doubts).to.deep.equal([]);
  });

  it('takes quotes and spaces around a value for none of it', () => {
    const config = readConfig({
      PORT: ' "8081"\r',
      DATA_DIR: "'/my data' ",
      ...PROVIDER,
      CLIENT_SECRET: '\ufeff"a"b"\n',
    });
    expect(config).to.include({ port: 8081, dataDir: '/my data' });
    expect(config.provider?.clientSecret).to.equal('a"b');
  });

  it('takes the address of a provider’s description for its issuer', () => {
    const OIDC_ISSUER = 'https://id.example.org/realms/a/.well-known/openid-configuration';
    expect(readConfig({ ...PROVIDER, OIDC_ISSUER }).provider?.issuer).to.equal('https://id.example.org/realms/a');
  });

  it('knows the address of Okta’s admin console', () => {
    const addresses: Array<Record<string, string>> = [
      { OKTA_DOMAIN: 'dev-1-admin.okta.com' },
      { OIDC_ISSUER: 'https://dev-1-admin.okta.com' },
    ];
    for (const given of addresses)
      expect(faultsOf({ ...given, CLIENT_ID: 'id', CLIENT_SECRET: 'secret' })[0]).to.match(
        /^O\w+ is .*leave out “-admin”$/,
      );
  });

  for (const mode of ['prod', 'Production', 'prodution', 'PRODUCTION', 'productoin'])
    it(`doesn’t start the built-in sign-in for a production that is spelled ${mode}`, () => {
      expect(faultsOf({ NODE_ENV: mode })).to.deep.equal(['NODE_ENV must be production, spelled so']);
    });

  it('measures nothing unless a port or a key says where it is shown', () => {
    const key = 'k'.repeat(32);
    expect(readConfig({}).metrics).to.equal(undefined);
    expect(readConfig({ METRICS_PORT: '9464' }).metrics).to.include({ port: 9464, host: '127.0.0.1' });
    expect(readConfig({ METRICS_KEY: key }).metrics).to.include({ port: undefined, key });
    expect(faultsOf({ METRICS_PORT: '8080' })).to.deep.equal([
      'METRICS_PORT is PORT: set another one, or METRICS_KEY alone, and the metrics are at /metrics of the app',
    ]);
    expect(faultsOf({ METRICS_HOST: '::1' })).to.deep.equal([
      'METRICS_HOST is set without METRICS_PORT: set METRICS_PORT, too, or remove METRICS_HOST',
    ]);
    expect(faultsOf({ METRICS_KEY: key.slice(1) })).to.deep.equal([
      'METRICS_KEY must be 32 characters or more, without spaces: make one with `openssl rand -hex 32`',
    ]);
  });

  it('reads where traces are sent, as every program’s that sends them', () => {
    expect(readConfig({}).tracing).to.equal(undefined);
    const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:4318/';
    expect(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT }).tracing).to.deep.equal({
      endpoint: 'http://127.0.0.1:4318',
      headers: {},
      serviceName: 'familiar-faces',
      ratio: 1,
    });
    const headersOf = (text: string) =>
      readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS: text }).tracing?.headers;
    expect(headersOf('Authorization=Bearer%20a%3D=, X-Team = faces')).to.deep.equal({
      Authorization: 'Bearer a==',
      'X-Team': 'faces',
    });
    for (const bad of ['Authorization', 'a b=c', 'a=%E0%A4%A', 'a=%0D%0Ab:c', 'a=', '=a'])
      expect(faultsOf({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS: bad })[0], bad).to.match(
        /^OTEL_EXPORTER_OTLP_HEADERS must be headers such as/,
      );
    expect(faultsOf({ OTEL_EXPORTER_OTLP_HEADERS: 'a=b' })[0]).to.match(
      /^OTEL_EXPORTER_OTLP_HEADERS is set without OTEL_EXPORTER_OTLP_ENDPOINT: /,
    );
    expect(faultsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' })[0]).to.match(
      /^OTEL_EXPORTER_OTLP_ENDPOINT must /,
    );
    expect(faultsOf({ OTEL_TRACES_SAMPLER_ARG: '2' })[0]).to.match(/^OTEL_TRACES_SAMPLER_ARG must be at most 1/);
  });

  it('reads where backups are, and when they are made', () => {
    expect(readConfig({}).backup).to.equal(undefined);
    expect(readConfig({ BACKUP_DIR: '/backups', BACKUP_SCHEDULE: '0 3 * * *' }).backup).to.deep.equal({
      folder: path.resolve('/backups'),
      schedule: '0 3 * * *',
      keep: 14,
    });
    for (const bad of ['daily', '0 3 * *', '99 3 * * *', '0 0 31 2 *'])
      expect(faultsOf({ BACKUP_DIR: '/backups', BACKUP_SCHEDULE: bad })[0], bad).to.match(
        /^BACKUP_SCHEDULE must be a time as cron has it, such as 0 3 \* \* \*/,
      );
    expect(faultsOf({ BACKUP_SCHEDULE: '0 3 * * *' })[0]).to.match(/^BACKUP_SCHEDULE is set without BACKUP_DIR: /);
    for (const BACKUP_DIR of ['/data', '/data/backups', '/'])
      expect(faultsOf({ DATA_DIR: '/data', BACKUP_DIR })[0], BACKUP_DIR).to.match(/^BACKUP_DIR is DATA_DIR, or /);
    expect(readConfig({ DATA_DIR: '/data', BACKUP_DIR: '/data-backups' }).backup?.folder).to.equal(
      path.resolve('/data-backups'),
    );
  });
});
