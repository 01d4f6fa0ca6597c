import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { isFault } from '../../src/errors';
import { Targets } from '../../src/webhooks/sending/targets';
import { type ApiClient, apiClient, expectProblem } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';
import { Receiver } from '../support/receiver';
import { rejection } from '../support/rejection';
import { addWebhook, deliveryThat, happens, hurry, someoneAdded } from '../support/webhooks';
import { settle, work } from '../support/work';

const never = new AbortController().signal;

const PRIVATE = [
  ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '0.1.2.3', '10.1.2.3', '172.16.0.1', '192.168.0.1', '100.64.0.1'],
  ...['169.254.169.254', '192.0.0.192', '192.0.2.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ...['168.63.129.16', '100.100.100.200', '2130706433', '0x7f000001', '0177.0.0.1', '127.1', '0x7f.1', '127.0.0.1.'],
  ...[
    '[::]',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[fe80::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
  ],
  ...['[ff02::1]', '[64:ff9b::a00:1]', '[64:ff9b:1::a00:1]', '[2002:7f00:1::]', '[2001:0:1::1]', '[fec0::1]'],
  ...['[2001:db8::1]', '[4000::1]', '[100::1]', '１２７.0.0.1', '127。0。0。1', '%31%32%37.0.0.1'],
];

const MALFORMED: ReadonlyArray<readonly [address: string, id: string]> = [
  ['', 'webhook_address_invalid'],
  ['example.org', 'webhook_address_invalid'],
  ['https:example.org', 'webhook_address_invalid'],
  ['https:\\\\example.org', 'webhook_address_invalid'],
  ['https://', 'webhook_address_invalid'],
  ['https://exa mple.org', 'webhook_address_invalid'],
  ['https://example.org:99999', 'webhook_address_invalid'],
  ['https://256.1.1.1', 'webhook_address_invalid'],
  ['https://1.2.3.4.5', 'webhook_address_invalid'],
  ['ftp://example.org', 'webhook_address_insecure'],
  ['file:///etc/passwd', 'webhook_address_insecure'],
  ['javascript:alert(1)', 'webhook_address_invalid'],
  ['http://example.org', 'webhook_address_insecure'],
  ['http://8.8.8.8', 'webhook_address_insecure'],
  ['https://user@example.org', 'webhook_address_has_user'],
  ['https://user:secret@example.org', 'webhook_address_has_user'],
  ['https://example.org@127.0.0.1', 'webhook_address_has_user'],
  [`https://example.org/${'a'.repeat(2000)}`, 'webhook_address_too_long'],
];

describe('the addresses of webhooks', () => {
  const leadingTo =
    (...addresses: string[]) =>
    async (): Promise<LookupAddress[]> =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const PUBLIC = leadingTo('93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c');

  async function faultOf(address: string, lookup = PUBLIC, allowed: string[] = []): Promise<string | undefined> {
    try {
      await new Targets(lookup, allowed).resolve(address, 1, never);
      return undefined;
    } catch (error) {
      return isFault(error) ? error.id : String(error);
    }
  }

  it('abuse 189: may be no private ones, however they are written', async () => {
    for (const host of PRIVATE) expect(await faultOf(`https://${host}/x`), host).to.equal('webhook_address_private');
    for (const host of ['93.184.215.14', 'example.org', 'EXAMPLE.org.', '[2606:2800:21f:cb07::1]', 'example.org:8443'])
      expect(await faultOf(`https://${host}/x`), host).to.equal(undefined);
  });

  it('abuse 189: must be https without a user, and real', async () => {
    for (const [address, id] of MALFORMED) expect(await faultOf(address), address).to.equal(id);
    const missing = async () => {
      throw new Error('ENOTFOUND');
    };
    expect(await faultOf('https://nowhere.example', missing)).to.equal('webhook_host_unknown');
    expect(await faultOf('https://nowhere.example', leadingTo())).to.equal('webhook_host_unknown');
  });

  it('abuse 190: may not lead to a private one by their name, not even with one of several', async () => {
    for (const lookup of [leadingTo('127.0.0.1'), leadingTo('93.184.215.14', '::ffff:10.0.0.1'), leadingTo('fe80::1')])
      expect(await faultOf('https://example.org', lookup)).to.equal('webhook_address_private');
  });

  it('abuse 189: may be what the setting allows, over http, too, and nothing beside it', async () => {
    const lan = leadingTo('192.168.1.5');
    const cases: Array<[address: string, allowed: string[], id: string | undefined]> = [
      ['http://hub.local/x', ['hub.local'], undefined],
      ['http://HUB.local./x', ['hub.local'], undefined],
      ['http://hub.local/x', ['192.168.1.0/24'], undefined],
      ['http://hub.local/x', ['192.168.1.5'], undefined],
      ['http://[::ffff:c0a8:105]/x', ['192.168.1.5'], undefined],
      ['http://3232235781/x', ['192.168.1.0/24'], undefined],
      ['http://hub.local/x', ['192.168.2.0/24', 'other.local', 'fd00::/8'], 'webhook_address_private'],
      ['http://evil-hub.local/x', ['hub.local'], 'webhook_address_private'],
      ['http://hub.local.evil/x', ['hub.local'], 'webhook_address_private'],
    ];
    for (const [address, allowed, id] of cases)
      expect(await faultOf(address, lan, allowed), `${address} ${allowed}`).to.equal(id);
    const both = leadingTo('192.168.1.5', '93.184.215.14');
    expect(await faultOf('http://hub.local', both, ['192.168.1.5'])).to.equal('webhook_address_insecure');
  });

  const later = (): LookupAddress[] => [{ address: '93.184.215.14', family: 4 }];

  it('abuse 192: are looked up in time, however long the look-ups of others take', async () => {
    const slow = work();
    const lookup = (host: string) => (host === 'slow.example' ? slow.run().then(later) : PUBLIC());
    const targets = new Targets(lookup, [], 50);
    const hanging = [1, 2].map((owner) => rejection(targets.resolve('https://slow.example', owner, never)));
    const waiting = targets.resolve('https://example.org', 3, never);
    for (const each of hanging) expect(isFault(await each, 'webhook_host_unknown')).to.equal(true);
    await settle();
    slow.end();
    expect((await waiting).addresses).to.have.length(2);
  });

  it('abuse 192: are looked up one at a time for each owner, and not at all when nobody waits for it any more', async () => {
    const slow = work();
    const asked: string[] = [];
    const lookup = (host: string) => {
      asked.push(host);
      return host.startsWith('slow') ? slow.run().then(later) : PUBLIC();
    };
    const targets = new Targets(lookup, []);
    const leaver = new AbortController();
    const resolve = (host: string, owner: number, signal = never) => targets.resolve(`https://${host}`, owner, signal);
    const first = resolve('slow1.example', 1);
    const left = rejection(resolve('slow2.example', 1, leaver.signal));
    const last = resolve('slow3.example', 1);
    await resolve('example.org', 2);
    expect(asked).to.deep.equal(['slow1.example', 'example.org']);
    leaver.abort(new Error('gone'));
    expect((await left).message).to.equal('gone');
    slow.end();
    await Promise.all([first, last]);
    expect(asked).to.deep.equal(['slow1.example', 'example.org', 'slow3.example']);
  });
});

describe('what a webhook is sent to', () => {
  let app: TestApp;
  let receiver: Receiver;
  /** Where every name leads. */
  let leads: string[];
  let lookups: number;
  let ada: ApiClient;
  const failuresOf = async (...[webhook, handle]: [Parameters<typeof deliveryThat>[1], string]) =>
    (await app.services.deliveries.find(webhook, handle)).tries.map(({ failure }) => failure);

  beforeEach(async () => {
    [leads, lookups] = [['127.0.0.1'], 0];
    const lookupReceiver = async (): Promise<LookupAddress[]> => {
      lookups += 1;
      return leads.map((address) => ({ address, family: 4 }));
    };
    app = await startApp({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' }, { lookupReceiver });
    receiver = await Receiver.start();
    await signIn(app.url, 'Ada');
    ada = await apiClient(app, 'Ada');
  });
  afterEach(async () => {
    await app.close();
    await receiver.close();
  });

  it('abuse 189: is refused with a sentence and its field, and nothing is stored', async () => {
    const json = { name: 'x', url: 'https://10.0.0.1/x', types: ['person.seen'] };
    expectProblem(await ada.post('/webhooks', { json }), 422, 'webhook_address_private', 'url');
    const page = await (await signIn(app.url, 'Ada')).post('/webhooks', {
      name: 'x',
      url: json.url,
      'person-seen': 'yes',
    });
    expect(page.status).to.equal(422);
    expect(page.text).to.include('This address is in a private network');
    expect(await app.services.catalog.selectFrom('webhooks').selectAll().execute()).to.deep.equal([]);
  });

  it('abuse 190: is looked up once for each attempt, and the connection goes where that look-up led', async () => {
    const { webhook } = await addWebhook(app, `http://hub.example:${receiver.port}/hook`);
    lookups = 0;
    await happens(app, someoneAdded());
    const [message] = await receiver.gets(1);
    expect(message?.headers.host).to.equal(`hub.example:${receiver.port}`);
    await deliveryThat(app, webhook, ({ state }) => state === 'delivered');
    expect(lookups).to.equal(1);
  });

  it('abuse 190: is refused when its name leads elsewhere by then', async () => {
    const { webhook } = await addWebhook(app, `http://hub.example:${receiver.port}/hook`);
    leads = ['169.254.169.254'];
    await happens(app, someoneAdded());
    const { handle } = await deliveryThat(app, webhook, ({ attempts }) => attempts === 1);
    leads = ['127.0.0.1', '10.0.0.1'];
    await hurry(app);
    await deliveryThat(app, webhook, ({ attempts }) => attempts === 2);
    expect(await failuresOf(webhook, handle)).to.deep.equal(['private_address', 'private_address']);
    expect(receiver.received).to.deep.equal([]);
  });

  it('abuse 191: leads nowhere else: redirects aren’t followed', async () => {
    const other = await Receiver.start();
    const { webhook } = await addWebhook(app, receiver.url);
    for (const [i, status] of [301, 302, 303, 307, 308].entries()) {
      receiver.answerWith(status, { Location: other.url });
      if (i === 0) await happens(app, someoneAdded());
      else await hurry(app);
      await deliveryThat(app, webhook, ({ attempts }) => attempts === i + 1);
    }
    const { handle } = await deliveryThat(app, webhook, () => true);
    expect(await failuresOf(webhook, handle)).to.deep.equal(Array(5).fill('redirect'));
    expect(other.received).to.deep.equal([]);
    await other.close();
  });

  it('abuse 191: is reached without a proxy, whatever the environment says', async () => {
    const proxy = await Receiver.start();
    const before = { ...process.env };
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'])
      process.env[name] = name.startsWith('NODE') ? '1' : new URL(proxy.url).origin;
    try {
      await addWebhook(app, receiver.url);
      await happens(app, someoneAdded());
      await receiver.gets(1);
      expect(proxy.received).to.deep.equal([]);
    } finally {
      for (const name of Object.keys(process.env)) if (!Object.hasOwn(before, name)) delete process.env[name];
      Object.assign(process.env, before);
      await proxy.close();
    }
  });

  it('abuse 192: may answer without end, or with anything: the beginning is kept as text', async () => {
    const endless = http.createServer((_request, response) => {
      response.writeHead(200);
      const more = () => {
        if (!response.destroyed) response.write('\u0000<b>x</b>\u202e'.repeat(1000), () => setImmediate(more));
      };
      more();
    });
    endless.listen(0, '127.0.0.1');
    await once(endless, 'listening');
    const { webhook } = await addWebhook(app, `http://127.0.0.1:${(endless.address() as AddressInfo).port}/`);
    await happens(app, someoneAdded());
    const { handle } = await deliveryThat(app, webhook, ({ state }) => state === 'delivered');
    const { tries } = await app.services.deliveries.find(webhook, handle);
    expect(tries[0]?.answer)
      .to.match(/^\ufffd<b>x<\/b>\ufffd/)
      .and.not.match(/\p{C}/u);
    expect(tries[0]?.answer.length).to.be.at.most(500);
    const page = await (await signIn(app.url, 'Ada')).get(`/webhooks/${webhook.handle}/deliveries/${handle}`);
    expect(page.text).to.include('&lt;b&gt;x').and.not.include('<b>x');
    endless.closeAllConnections();
    endless.close();
  });

  it('abuse 192: may take ten seconds at most', async () => {
    receiver.answer = () => {};
    const { webhook } = await addWebhook(app, receiver.url);
    await happens(app, someoneAdded());
    const { handle } = await deliveryThat(app, webhook, ({ attempts }) => attempts === 1);
    expect(await failuresOf(webhook, handle)).to.deep.equal(['timeout']);
  });
});
