import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type Koa from 'koa';

const PREFIX = '/assets/';
const FROM_PACKAGES = ['bootstrap/dist/css/bootstrap.min.css'];

interface Asset {
  url: string;
  type: string;
  bytes: Buffer;
}

export interface Assets {
  /** The address of an asset, by its file's name. @throws when there is none: a page must not ask for what isn't there */
  url(name: string): string;
  serve: Koa.Middleware;
}

function load(file: string): [string, Asset] {
  const bytes = readFileSync(file);
  const { name, ext, base } = path.parse(file);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return [base, { url: `${PREFIX}${name}.${hash}${ext}`, type: ext, bytes }];
}

/**
 * The style sheets, scripts and pictures of the pages: a folder of our own, and what comes from packages. Each is known
 * by a hash of its content, so that a browser can keep it for ever.
 */
export function loadAssets(folder: string): Assets {
  const own = readdirSync(folder).map((name) => path.join(folder, name));
  const byName = new Map([...FROM_PACKAGES.map((each) => require.resolve(each)), ...own].map(load));
  const byUrl = new Map([...byName.values()].map((asset) => [asset.url, asset]));
  return {
    url(name) {
      const asset = byName.get(name);
      if (!asset) throw new Error(`There is no asset named ${name}.`);
      return asset.url;
    },
    serve: async function serveAssets(ctx, next) {
      const asset = ctx.method === 'GET' || ctx.method === 'HEAD' ? byUrl.get(ctx.path) : undefined;
      if (!asset) return next();
      ctx.type = asset.type;
      ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
      ctx.body = asset.bytes;
    },
  };
}
