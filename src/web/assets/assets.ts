import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'glob';
import { StartError } from '../../start-error';
import type { Middleware } from '../context';
import { followSystemScheme } from './color-scheme';
import { Compressed, ENCODINGS } from './compressed';
import { linkScripts } from './scripts';

/** Where the assets are. */
export const ASSETS_PATH = '/assets/';
const BOOTSTRAP = 'bootstrap/dist/css/bootstrap.min.css';
/** The name of our own style sheets, joined into one. */
const STYLE_SHEET = 'familiar-faces.css';

interface Asset {
  /** Its path in the app. */
  path: string;
  /** Its address in pages. */
  url: string;
  /** The file's extension, which Koa turns into a media type. */
  type: string;
  content: Compressed;
}

/** The style sheets, scripts and pictures of the pages. */
export interface Assets {
  /** Returns the address of an asset by its file's name. @throws when there is no such asset */
  url(name: string): string;
  /**
   * Returns the addresses of scripts and of everything that they import as they load, each once.
   * @throws when there is no such script
   */
  modules(names: readonly string[]): string[];
  /** Answers requests for assets. */
  serve: Middleware;
}

function publish(basePath: string, file: string, bytes: Buffer): Asset {
  const { name, ext } = path.parse(file);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const ownPath = `${ASSETS_PATH}${name}.${hash}${ext}`;
  return { path: ownPath, url: basePath + ownPath, type: ext, content: new Compressed(bytes) };
}

/**
 * Reads every file below a folder with this extension. Paths have `/` on every platform, and the files are sorted by
 * path.
 */
const filesBelow = (folder: string, ending: string) =>
  globSync(`**/*.${ending}`, { cwd: folder, nodir: true, posix: true })
    .sort()
    .map((file) => ({ file, bytes: readFileSync(path.join(folder, file)) }));

function readAssets(folder: string, basePath: string) {
  const bootstrap = followSystemScheme(readFileSync(require.resolve(BOOTSTRAP), 'utf8'));
  const assets = new Map([[path.basename(BOOTSTRAP), publish(basePath, BOOTSTRAP, Buffer.from(bootstrap))]]);
  // Rules come in the order of the files' paths, and a later rule wins.
  const styles = filesBelow(folder, 'css').map(({ bytes }) => bytes);
  if (styles.length > 0) assets.set(STYLE_SHEET, publish(basePath, STYLE_SHEET, Buffer.concat(styles)));
  for (const { file, bytes } of filesBelow(folder, 'svg'))
    assets.set(path.basename(file), publish(basePath, file, bytes));
  const sources = new Map(filesBelow(folder, 'js').map(({ file, bytes }) => [file, bytes.toString()]));
  const linked = linkScripts(sources, (file, text) => {
    const asset = publish(basePath, file, Buffer.from(text));
    assets.set(path.basename(file), asset);
    return asset.url;
  });
  const scripts = new Map([...linked].map(([file, script]) => [path.basename(file), script]));
  if (scripts.size < linked.size) throw new StartError(`Two scripts below ${folder} have the same name.`);
  return { assets, scripts };
}

/**
 * Loads the assets: our own files and those from packages. Addresses contain a hash of the content, so that browsers
 * can keep assets for ever. Scripts are ES modules; see `linkScripts`.
 * @param folder has our own files, at any depth
 * @param basePath what stands before the app's paths in every address: the path of PUBLIC_URL
 * @throws {StartError} when the files don't fit together
 */
export function loadAssets(folder: string, basePath = ''): Assets {
  const { assets, scripts } = readAssets(folder, basePath);
  const byPath = new Map([...assets.values()].map((asset) => [asset.path, asset]));
  const find = <T>(all: ReadonlyMap<string, T>, name: string): T => {
    const found = all.get(name);
    if (!found) throw new Error(`There is no asset named ${name}.`);
    return found;
  };
  return {
    url: (name) => find(assets, name).url,
    modules: (names) => [...new Set(names.flatMap((name) => [...find(scripts, name).needs]))],
    serve: async function serveAssets(ctx, next) {
      const asset = ctx.method === 'GET' || ctx.method === 'HEAD' ? byPath.get(ctx.path) : undefined;
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
