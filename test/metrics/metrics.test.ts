import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { freePort } from '../support/app-process';
import { Browser, signIn } from '../support/browser';
import { PASSWORDS, signInWith, startWithAda } from '../support/own-accounts';
import { ADA_IN_SAMPLE_1, cropFace, facelessPhoto, photoForm } from '../support/photos';
import { rejection } from '../support/rejection';
import { recognize } from '../support/results';

const KEY = 'k'.repeat(32);

describe('metrics', () => {
  const apps: TestApp[] = [];
  const start = async (env: Record<string, string> = {}) => {
    const app = await startApp(env);
    apps.push(app);
    return app;
  };
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close();
  });

  const scrape = (app: TestApp, authorization = `Bearer ${KEY}`) =>
    fetch(`${app.url}/metrics`, { headers: { Authorization: authorization } });
  const textOf = async (app: TestApp) => (await scrape(app)).text();
  /** The value of a series; 0 when there is none. */
  const countOf = (text: string, series: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`familiar_faces_${series} `))
        ?.split(' ')
        .at(-1) ?? 0,
    );

  it('are off by default: nobody is told of them, whatever key they send', async () => {
    const app = await start();
    expect(app.services.metrics).to.equal(undefined);
    expect((await scrape(app)).status).to.equal(404);
  });

  it('need the key at /metrics of the app', async () => {
    const app = await start({ METRICS_KEY: KEY });
    for (const authorization of ['', KEY, `Basic ${KEY}`, `Bearer ${KEY}k`, `Bearer ${KEY.slice(1)}`, 'Bearer']) {
      const response = await scrape(app, authorization);
      expect(response.status, authorization).to.equal(401);
      expect(await response.text()).not.to.contain('familiar_faces_');
    }
    const response = await scrape(app);
    expect(response.status).to.equal(200);
    expect(response.headers.get('Content-Type')).to.match(/^text\/plain;.*version=0\.0\.4/);
    expect(response.headers.get('Cache-Control')).to.equal('no-store');
    expect(await response.text()).to.contain('nodejs_eventloop_lag_p99_seconds');
  });

  it('have a port of their own on loopback, which may need the key, and then are nowhere else', async () => {
    const METRICS_PORT = String(await freePort());
    const app = await start({ METRICS_PORT });
    const at = `http://127.0.0.1:${METRICS_PORT}`;
    const response = await fetch(`${at}/metrics`);
    expect(response.status).to.equal(200);
    expect(await response.text()).to.contain('familiar_faces_build_info{version=');
    expect((await fetch(`${at}/`)).status).to.equal(404);
    expect((await fetch(`${at}/metrics`, { method: 'POST' })).status).to.equal(405);
    expect((await scrape(app)).status).to.equal(404);
    expect((await rejection(startApp({ METRICS_PORT }))).message).to.match(/^METRICS_PORT \d+ of METRICS_HOST 127/);
    await apps.pop()?.close();
    await start({ METRICS_PORT, METRICS_KEY: KEY });
    expect((await fetch(`${at}/metrics`)).status).to.equal(401);
    expect((await fetch(`${at}/metrics`, { headers: { Authorization: `Bearer ${KEY}` } })).status).to.equal(200);
  });

  it('count what happens, without names and ids', async () => {
    const app = await start({ METRICS_KEY: KEY });
    const browser = await signIn(app.url, 'Grace');
    const photo = await cropFace(ADA_IN_SAMPLE_1);
    await browser.post('/images', photoForm([['a.jpg', photo]], { name: 'Ada' }));
    await browser.post('/images', photoForm([['b.jpg', await facelessPhoto()]], { name: 'Nobody' }));
    await recognize(browser, photo);
    const { handle } = await app.services.catalog.selectFrom('people').select('handle').executeTakeFirstOrThrow();
    const person = `/people/${handle}`;
    await browser.open(person);
    const text = await textOf(app);
    expect(countOf(text, 'enrolments_total{outcome="added"}')).to.equal(1);
    expect(countOf(text, 'enrolments_total{outcome="no_face"}')).to.equal(1);
    expect(countOf(text, 'recognitions_total')).to.equal(1);
    expect(countOf(text, 'faces_total{certainty="sure"}')).to.equal(1);
    expect(countOf(text, 'sign_ins_total{outcome="signed_in"}')).to.equal(1);
    expect(countOf(text, 'engine_photos_total{outcome="described"}')).to.equal(3);
    expect(countOf(text, 'engine_stage_duration_seconds_count{stage="describing"}')).to.be.at.least(2);
    expect(countOf(text, 'engine_photos{state="running"}')).to.equal(0);
    expect(countOf(text, 'stored{kind="people"}')).to.equal(1);
    for (const kind of ['database', 'photos', 'recognitions'])
      expect(countOf(text, `stored_bytes{kind="${kind}"}`), kind).to.be.above(1000);
    expect(text).to.match(/http_requests_total\{method="GET",route="\/people\/:[^"]+",status="200"\} 1\n/);
    expect(text).not.to.match(/Grace|Ada/);
    expect(text).not.to.contain(handle);
  });

  it('count wrong passwords and right ones', async () => {
    const [app, ada] = await startWithAda({ METRICS_KEY: KEY });
    apps.push(app);
    const before = countOf(await textOf(app), 'sign_ins_total{outcome="signed_in"}');
    await signInWith(new Browser(app.url), 'Ada', `${PASSWORDS.ada}!`);
    await signInWith(new Browser(app.url), 'Ada', PASSWORDS.ada);
    expect((await ada.open('/')).status).to.equal(200);
    const text = await textOf(app);
    expect(before).to.equal(1);
    expect(countOf(text, 'sign_ins_total{outcome="password_wrong"}')).to.equal(1);
    expect(countOf(text, 'sign_ins_total{outcome="signed_in"}')).to.equal(2);
  });

  it('have no more series, whatever is asked for', async () => {
    const app = await start({ METRICS_KEY: KEY });
    const requests = async (name: string) => {
      for (const at of [`/${name}`, `/people/${name}`, `/assets/${name}`, `/api/v1/${name}`, `/g/${name}/`])
        for (const method of ['GET', 'PROPFIND', 'PURGE']) await fetch(app.url + at, { method, redirect: 'manual' });
    };
    const series = async () => (await textOf(app)).split('\n').map((line) => line.replace(/ \S+$/, ''));
    await requests('first');
    await series(); // which counts itself
    const before = await series();
    for (const name of ['second', 'third', '%F0%9F%98%80', 'a"b\\n']) await requests(name);
    expect(await series()).to.deep.equal(before);
    expect(before.join('\n')).not.to.match(/first|PURGE|PROPFIND/);
    expect(before.join('\n')).to.contain('route="unknown"').and.contain('method="other"');
  });

  it('are all known that the dashboard shows', async () => {
    const app = await start({ METRICS_KEY: KEY });
    const known = new Set(
      [...(await textOf(app)).matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
        type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
      ),
    );
    const file = path.join(__dirname, '..', '..', 'docs', 'grafana-dashboard.json');
    const { panels } = JSON.parse(readFileSync(file, 'utf8')) as {
      panels: Array<{ targets: Array<{ expr: string }> }>;
    };
    const used = panels.flatMap(({ targets }) =>
      targets.flatMap(({ expr }) => expr.match(/\b(?:familiar_faces|nodejs|process)_\w+/g) ?? []),
    );
    expect(used.length).to.be.above(15);
    expect(used.filter((name) => !known.has(name))).to.deep.equal([]);
  });
});
