import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type Koa from 'koa';
import { followSystemScheme } from './colour-scheme';
import { Compressed, ENCODINGS } from './compressed';
import { linkScripts } from './scripts';

const PREFIX = '/assets/';
const BOOTSTRAP = 'bootstrap/dist/css/bootstrap.min.css';

interface Asset {
  url: string;
  type: string;
  content: Compressed;
}

export interface Assets {
  /** The address of an asset, by its file's name. @throws when there is none: a page must not ask for what isn't there */
  url(name: string): string;
  /** The addresses of scripts and of all that they import when they are loaded, each once. @throws when there is no such script */
  modules(names: readonly string[]): string[];
  serve: Koa.Middleware;
}

function publish(file: string, bytes: Buffer): Asset {
  const { name, ext } = path.parse(file);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return { url: `${PREFIX}${name}.${hash}${ext}`, type: ext, content: new Compressed(bytes) };
}

/** A file, or a folder of its parts: they are joined in the order of their names. */
function readWhole(file: string): Buffer {
  if (!statSync(file).isDirectory()) return readFileSync(file);
  const parts = readdirSync(file).sort();
  return Buffer.concat(parts.map((part) => readFileSync(path.join(file, part))));
}

function readAssets(folder: string) {
  const bootstrap = followSystemScheme(readFileSync(require.resolve(BOOTSTRAP), 'utf8'));
  const assets = new Map([[path.basename(BOOTSTRAP), publish(BOOTSTRAP, Buffer.from(bootstrap))]]);
  const sources = new Map<string, string>();
  for (const name of readdirSync(folder).sort()) {
    const bytes = readWhole(path.join(folder, name));
    if (name.endsWith('.js')) sources.set(name, bytes.toString());
    else assets.set(name, publish(name, bytes));
  }
  const scripts = linkScripts(sources, (name, text) => {
    const asset = publish(name, Buffer.from(text));
    assets.set(name, asset);
    return asset.url;
  });
  return { assets, scripts };
}

/**
 * The style sheets, scripts and pictures of the pages: a folder of our own, and what comes from packages. Each is known
 * by a hash of its content, so that a browser can keep it for ever. Scripts are ES modules; see `linkScripts`.
 */
export function loadAssets(folder: string): Assets {
  const { assets, scripts } = readAssets(folder);
  const byUrl = new Map([...assets.values()].map((asset) => [asset.url, asset]));
  const find = <T>(all: ReadonlyMap<string, T>, name: string): T => {
    const found = all.get(name);
    if (!found) throw new Error(`There is no asset named ${name}.`);
    return found;
  };
  return {
    url: (name) => find(assets, name).url,
    modules: (names) => [...new Set(names.flatMap((name) => [...find(scripts, name).needs]))],
    serve: async function serveAssets(ctx, next) {
      const asset = ctx.method === 'GET' || ctx.method === 'HEAD' ? byUrl.get(ctx.path) : undefined;
      if (!asset) return next();
      ctx.type = asset.type;
      ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
      ctx.vary('Accept-Encoding');
      const encoding = ENCODINGS.find((each) => ctx.acceptsEncodings(each));
      if (encoding) ctx.set('Content-Encoding', encoding);
      ctx.body = await asset.content.as(encoding);
    },
  };
}
