import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { Happening } from '../../src/events/happenings';
import { SENT_TYPES } from '../../src/events/outbox';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';
import { addPerson } from '../support/imports';
import { BEA, cropFace } from '../support/photos';
import { Receiver } from '../support/receiver';
import { addWebhook, deliveryThat, happens, LOOPBACK_ALLOWED, someoneAdded } from '../support/webhooks';

const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'webhooks.md'), 'utf8');
const blocksOf = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``, 'g'))].map(([, text = '']) => text);

/** The keys of some JSON, and the types of its values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

describe('docs/webhooks.md', () => {
  let app: TestApp;
  let folder: string;
  before(async () => {
    app = await startApp(LOOPBACK_ALLOWED);
    await addPerson(await signIn(app.url, 'Ada'), 'Bea', await cropFace(BEA));
    folder = mkdtempSync(path.join(tmpdir(), 'webhook-'));
  });
  after(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  it('shows bodies as they are sent', async () => {
    const receiver = await Receiver.start();
    const { handle: person } = await app.services.catalog
      .selectFrom('people')
      .select('handle')
      .executeTakeFirstOrThrow();
    const { webhook } = await addWebhook(app, receiver.url, SENT_TYPES);
    const people = [{ person, name: 'Bea', certainty: 'sure' as const, distance: 0.3 }];
    const happenings: Happening[] = [
      { type: 'recognition.completed', recognitionId: 'abc', faces: 2, people },
      { type: 'person.added', person, name: 'Bea' },
      { type: 'import.done', id: 'abc', added: 1, drafts: 0, refused: 0, known: 0 },
    ];
    for (const each of happenings) await happens(app, each);
    const sent = (await receiver.gets(4)).map(({ body }) => JSON.parse(body));
    const shown = blocksOf('json').map((text) => JSON.parse(text));
    expect(shown.map(({ type }) => type)).to.have.members([...SENT_TYPES]);
    for (const body of shown) expect(shapeOf(body)).to.deep.equal(shapeOf(sent.find(({ type }) => type === body.type)));
    await app.services.webhooks.remove({ id: webhook.galleryId } as never, webhook.handle);
    await receiver.close();
  });

  it('has a script that takes what is signed, and nothing else', async () => {
    const script = path.join(folder, 'on-webhook.sh');
    writeFileSync(script, blocksOf('bash')[0] ?? '', { mode: 0o700 });
    const env = { ...process.env, WEBHOOK_SECRET: '', WEBHOOK_LOG: path.join(folder, 'messages.jsonl') };
    // As socat does: each connection is the script's standard input and output.
    const listener = net.createServer((socket) => {
      const { stdin, stdout } = spawn('bash', [script], { env, stdio: ['pipe', 'pipe', 'inherit'] });
      socket.pipe(stdin).on('error', () => {});
      stdout.pipe(socket).on('error', () => {});
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { webhook, secret } = await addWebhook(app, `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`);
    env.WEBHOOK_SECRET = secret;
    await happens(app, someoneAdded('really'));
    await deliveryThat(app, webhook, ({ state }) => state === 'delivered');
    const lines = readFileSync(env.WEBHOOK_LOG, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).data.person.id)).to.deep.equal(['really']);
    env.WEBHOOK_SECRET = `whsec_${Buffer.from('x'.repeat(32)).toString('base64')}`;
    await happens(app, someoneAdded('forged'));
    const { handle } = await deliveryThat(app, webhook, ({ attempts, state }) => attempts === 1 && state === 'waiting');
    const { tries } = await app.services.deliveries.find(webhook, handle);
    expect(tries.map(({ status }) => status)).to.deep.equal([401]);
    expect(readFileSync(env.WEBHOOK_LOG, 'utf8')).not.to.include('forged');
    listener.close();
  });
});
