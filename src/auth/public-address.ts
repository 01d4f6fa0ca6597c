import { wrongAddress } from '../errors';
import { isLoopback } from '../loopback';
import type { Context } from '../web/context';
import { inGallery } from '../web/links';

/** Marks an address that `leadToPublicUrl` has made, so that nobody is led twice. */
const LED = 'led';

/**
 * Where a sign-in goes on when it was begun at another address than PUBLIC_URL: at the same place there. The provider sends people back
 * to PUBLIC_URL, where a browser has no cookie of another host. Undefined when it can go on here:
 * - the address is PUBLIC_URL's, as the browser names it, or the outermost proxy that TRUST_PROXY covers;
 * - the browser was led here already, and a proxy writes its own address into Host: it would go on for ever;
 * - it isn't a browser that shows a page.
 * @param returnTo a path of this app
 * @throws wrongAddress when PUBLIC_URL is this computer's, and the browser is on another
 */
export function publicSignInAddress(ctx: Context, publicUrl: string, returnTo: string): string | undefined {
  if (ctx.query[LED] !== undefined || !ctx.get('Accept').includes('text/html')) return undefined;
  const { protocol, hostname } = new URL(publicUrl);
  const [scheme, hosts] = seenBy(ctx, protocol);
  if (scheme === protocol && hosts.some((each) => hostnameOf(each) === hostname)) return undefined;
  if (isLoopback(hostname) && !isSameMachine(ctx)) throw wrongAddress(publicUrl);
  return `${publicUrl}${inGallery(ctx, '/login')}?${new URLSearchParams({ returnTo, [LED]: '' })}`;
}

/** The scheme and the hosts that the request was sent to; a proxy may have written its own host into Host. */
function seenBy(ctx: Context, usual: string): [scheme: string, hosts: string[]] {
  const hosts = [ctx.get('Host')];
  if (!ctx.app.proxy) return [usual, hosts];
  const forwarded = (name: string) => ctx.get(name).split(',')[0]?.trim() ?? '';
  const scheme = forwarded('X-Forwarded-Proto').toLowerCase();
  return [scheme ? `${scheme}:` : usual, [...hosts, forwarded('X-Forwarded-Host')]];
}

/** The name in a Host header. Its port doesn't matter: a host's cookies are the same on all its ports. */
export function hostnameOf(host: string): string | undefined {
  const address = `http://${host}`;
  return URL.canParse(address) ? new URL(address).hostname : undefined;
}

const isSameMachine = ({ req: { socket } }: Context) =>
  isLoopback(plain(socket.remoteAddress)) || socket.remoteAddress === socket.localAddress;

// An IPv4 address as a socket for both kinds writes it.
const plain = (address = '') => address.replace(/^::ffff:/, '');
