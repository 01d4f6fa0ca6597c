import { createHash } from 'node:crypto';
import type Koa from 'koa';
import { galleryOf } from '../../auth/guards';
import { requireScopes } from '../../auth/keys/identify-key';
import { keyMissing } from '../../errors';
import type { Gallery } from '../../gallery/galleries';
import type { Context } from '../../web/context';
import { linkTo } from '../../web/links';
import { API_PREFIX } from '../../web/responses/api-paths';
import { createRouter } from '../../web/routes';
import type { ProtocolNeeds } from '../services';
import type { Answering, Input, Operation, Reply } from './operation';
import { readPart } from './read-parts';
import { type ReceivedBody, receiveBody } from './receive-body';

/** Refuses a call by the state of the gallery. */
type Checking = (gallery: Gallery) => Promise<void>;

/** Adds calls to the app. */
export interface ApiRoutes {
  /** Adds a call with what answers it, and with what may refuse it before its body is received. */
  on<O extends Operation>(operation: O, answer: Answering<O>, check?: Checking): void;
  /** To be called once all calls are added. */
  register(): void;
}

/** Whether a request adds something, so that its answer is kept for its `Idempotency-Key`. */
const adds = ({ creates, createsIf }: Operation, query: Readonly<Record<string, unknown>>): boolean =>
  creates === true && (createsIf === undefined || query[createsIf] === true);

const isChange = ({ method }: Operation) => method !== 'get';

const fingerprintOf = async (ctx: Context, { digest }: ReceivedBody): Promise<string> =>
  createHash('sha256')
    .update(`${ctx.method} ${ctx.url}\n${await digest()}`)
    .digest('hex');

/** Answers with JSON, or with nothing. What only reads has a version, so that clients needn't fetch it twice. */
function send(ctx: Context, operation: Operation, { status, body, headers = {} }: Reply): void {
  const schema = operation.answers[status]?.schema;
  ctx.set({ ...headers });
  if (headers['Location']) ctx.set('Location', linkTo(ctx, headers['Location']));
  ctx.status = status;
  if (body === undefined) {
    ctx.body = null; // or Koa would write the status in words
    ctx.status = status;
    return;
  }
  const text = JSON.stringify(schema ? schema.parse(body) : body);
  if (!isChange(operation)) {
    ctx.set('Cache-Control', 'private, no-cache');
    ctx.etag = createHash('sha256').update(text).digest('base64url');
    if (ctx.fresh) {
      ctx.status = 304;
      return;
    }
  }
  ctx.body = text;
  ctx.type = 'application/json';
}

/** Makes the routes of some calls: each checks the key's scopes, reads the request by its schemas, and is done once. */
export function apiRoutes(app: Koa, needs: ProtocolNeeds): ApiRoutes {
  const router = createRouter(API_PREFIX);
  const { idempotency } = needs;

  async function replyOf<O extends Operation>(
    ctx: Context,
    operation: O,
    answer: Answering<O>,
    check?: Checking,
  ): Promise<void> {
    const { key } = ctx.state;
    if (!key) throw keyMissing();
    requireScopes(ctx, ...operation.scopes);
    const gallery = galleryOf(ctx);
    const params = operation.params ? readPart(operation.params, ctx.params) : {};
    const query = operation.query ? readPart(operation.query, ctx.query) : {};
    await check?.(gallery);
    await receiveBody(ctx, operation.body, needs, async (received) => {
      const { body, uploads } = received;
      const work = () => answer({ ctx, gallery, params, query, body, uploads } as unknown as Input<O>);
      const idempotencyKey = adds(operation, query) ? ctx.get('Idempotency-Key') : '';
      if (idempotencyKey === '') {
        const reply = await work();
        if (reply) send(ctx, operation, reply);
        return;
      }
      const fingerprint = await fingerprintOf(ctx, received);
      const request = { apiKeyId: key.id, galleryId: gallery.id, userId: key.userId, idempotencyKey, fingerprint };
      const { reply, isRepeated } = await idempotency.once(
        request,
        async () => (await work()) ?? { status: ctx.status },
      );
      if (isRepeated) ctx.set('Idempotent-Replayed', 'true');
      send(ctx, operation, reply);
    });
  }

  return {
    on: (operation, answer, check) => {
      const route = (ctx: Context) => {
        ctx.vary('Authorization');
        ctx.vary('X-Api-Key');
        return replyOf(ctx, operation, answer, check);
      };
      // The controller says the operation's name in `npm run routes`.
      router[operation.method](operation.path, Object.defineProperty(route, 'name', { value: operation.id }) as never);
    },
    register: () => void app.use(router.routes()).use(router.allowedMethods()),
  };
}
