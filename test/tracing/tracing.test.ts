import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import pino from 'pino';
import { LoggedExporter } from '../../src/tracing/exporter';
import { summaryOf } from '../../src/tracing/trace-statement';
import { startApp, type TestApp } from '../support/app';
import { Browser, signIn } from '../support/browser';
import { ADA_IN_SAMPLE_1, cropFace, photoForm } from '../support/photos';
import { recognize } from '../support/results';

interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: Array<{ key: string; value: { stringValue?: string; intValue?: number } }>;
}

/** Takes traces on loopback, as an OpenTelemetry collector does: OTLP over HTTP, in JSON. */
class Collector {
  readonly bodies: string[] = [];
  readonly headers: http.IncomingHttpHeaders[] = [];
  readonly paths: string[] = [];
  status = 200;
  private readonly server = http.createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    this.paths.push(request.url ?? '');
    this.headers.push(request.headers);
    if (this.status === 200) this.bodies.push(text);
    response.writeHead(this.status, { 'Content-Type': 'application/json' }).end('{}');
  });

  static async start(): Promise<Collector> {
    const collector = new Collector();
    await once(collector.server.listen(0, '127.0.0.1'), 'listening');
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get spans(): SentSpan[] {
    return this.bodies.flatMap((body) =>
      JSON.parse(body).resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: Array<{ spans: SentSpan[] }> }) =>
        scopeSpans.flatMap(({ spans }) => spans),
      ),
    );
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('tracing', () => {
  let collector: Collector;
  const apps: TestApp[] = [];
  const start = async (env: Record<string, string> = {}) => {
    const app = await startApp({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`, ...env });
    apps.push(app);
    return app;
  };
  /** Stops the app, which sends what it still has. */
  const stop = async () => {
    for (const app of apps.splice(0)) await app.close();
  };
  beforeEach(async () => {
    collector = await Collector.start();
  });
  afterEach(async () => {
    await stop();
    await collector.close();
  });

  it('is off by default: nothing of it is made', async () => {
    const app = await startApp();
    apps.push(app);
    expect(app.services.tracing).to.equal(undefined);
  });

  it('shows a request with the statements and the photo in it, and no names, ids or addresses', async () => {
    const app = await start({ OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20abc, X-Team=faces' });
    const browser = await signIn(app.url, 'Grace');
    const photo = await cropFace(ADA_IN_SAMPLE_1);
    await browser.post('/images', photoForm([['a.jpg', photo]], { name: 'Ada' }));
    await recognize(browser, photo);
    const { handle } = await app.services.catalog.selectFrom('people').select('handle').executeTakeFirstOrThrow();
    await browser.open(`/people/${handle}?secret=1`);
    await stop();
    expect(new Set(collector.paths)).to.deep.equal(new Set(['/v1/traces']));
    expect(collector.headers[0]).to.include({ authorization: 'Bearer abc', 'x-team': 'faces' });
    const posted = collector.spans.find(({ name }) => name === 'POST /recognition');
    const inside = collector.spans.filter(({ traceId }) => traceId === posted?.traceId);
    const names = inside.map(({ name }) => name);
    expect(names).to.include.members(['describe photo', 'decoding', 'detecting', 'describing']);
    expect(names).to.include('insert recognitions');
    const whole = inside.find(({ name }) => name === 'describe photo');
    expect(inside.find(({ name }) => name === 'decoding')?.parentSpanId).to.equal(whole?.spanId);
    expect(whole?.parentSpanId).to.equal(posted?.spanId);
    const page = collector.spans.find(({ name }) => /^GET \/people\/:/.test(name));
    expect(page?.attributes).to.deep.include({ key: 'http.response.status_code', value: { intValue: 200 } });
    const line = app.logged.find((each) => String(each['path']).startsWith('/people/'));
    expect(line?.['traceId']).to.equal(page?.traceId);
    const sent = collector.bodies.join('\n');
    expect(sent).to.contain('"familiar-faces"');
    expect(sent).not.to.match(/Grace|Ada|secret|127\.0\.0\.1/);
    expect(sent).not.to.contain(handle);
  });

  const FROM_PROXY = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('joins a proxy’s trace, and not one that a visitor makes up', async () => {
    for (const TRUST_PROXY of ['0', '1']) {
      const app = await start({ TRUST_PROXY });
      await fetch(`${app.url}/health/live`, { headers: { traceparent: FROM_PROXY } });
    }
    await stop();
    const traces = collector.spans.filter(({ name }) => name === 'GET /health/live').map(({ traceId }) => traceId);
    expect(traces).to.have.length(2);
    expect(traces.filter((each) => each === FROM_PROXY.split('-')[1])).to.have.length(1);
  });

  it('traces the part of all requests that is asked for', async () => {
    const app = await start({ OTEL_TRACES_SAMPLER_ARG: '0', TRUST_PROXY: '1' });
    await fetch(`${app.url}/health/live`);
    await fetch(`${app.url}/health/live`, { headers: { traceparent: FROM_PROXY } });
    await stop();
    expect(collector.spans.map(({ name }) => name)).to.deep.equal(['GET /health/live']);
  });

  it('goes on, and says so once, when the collector refuses', async () => {
    collector.status = 400;
    const app = await start();
    const browser = new Browser(app.url);
    expect((await browser.open('/')).status).to.equal(200);
    await app.services.tracing?.close();
    const told = app.logged.filter(({ msg }) => /traces/.test(String(msg)));
    expect(told.map(({ msg }) => msg)).to.deep.equal([
      `traces can't be sent to ${collector.url}: check OTEL_EXPORTER_OTLP_ENDPOINT and the collector`,
    ]);
  });

  it('says that a collector fails or answers again only when that changes', async () => {
    const told: string[] = [];
    const log = pino({}, { write: (line: string) => void told.push(JSON.parse(line).msg.replace(/ to .*/, '')) });
    const config = { endpoint: collector.url, headers: {}, serviceName: 'x', ratio: 1 };
    const exporter = new LoggedExporter(config, log);
    for (const status of [400, 400, 200, 200, 400]) {
      collector.status = status;
      await new Promise<unknown>((resolve) => exporter.export([], resolve));
    }
    await exporter.shutdown();
    expect(told).to.deep.equal(["traces can't be sent", 'traces are sent again', "traces can't be sent"]);
  });

  it('calls statements by what they do and their first table', () => {
    for (const [text, summary] of [
      ['select "a" from "people" where "id" = ?', 'select people'],
      ['insert into "photos" ("a") values (?)', 'insert photos'],
      ['update "users" set "a" = ?', 'update users'],
      ['delete from "faces"', 'delete faces'],
      ['with "x" as (select 1) select * from "sessions"', 'select sessions'],
      ['begin', 'begin'],
    ] as const)
      expect(summaryOf(text), text).to.equal(summary);
  });
});
