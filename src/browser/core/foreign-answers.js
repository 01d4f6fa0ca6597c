// @ts-check

/** What people can do, by the status of an answer that isn't the app's: something between the browser and the app has given it. */
const SENTENCES = /** @type {Record<number, string>} */ ({
  401: 'Your server’s proxy wants you to sign in. Reload this page, sign in, and try again.',
  403: 'Your server’s proxy or firewall refused the upload. Ask the person who runs the server.',
  404: 'Your server’s proxy doesn’t lead to the app anymore. Ask the person who runs the server.',
  407: 'The proxy of your network wants you to sign in. Sign in there and try again.',
  408: 'The upload was too slow for your server’s proxy. Please try again on a better connection.',
  413: 'Your server’s proxy refused the file as too large: the person who runs the server can raise its limit (client_max_body_size in nginx).',
  429: 'Your server’s proxy got too many requests. Please wait a minute and try again.',
  502: 'Your server’s proxy can’t reach the app, which may be restarting. Please try again shortly.',
  503: 'The app isn’t available behind your server’s proxy. Please try again shortly.',
  504: 'The app took too long for your server’s proxy. Try again; if that doesn’t help, the person who runs the server can raise its timeout (proxy_read_timeout in nginx).',
  511: 'Your network wants you to sign in first. Open any other website, sign in there, and try again.',
});

/** Cloudflare's own statuses, from 520 to 530. */
const CLOUDFLARE = /** @type {Record<number, string>} */ ({
  524: 'The app took too long for Cloudflare. Please try again.',
  525: 'Cloudflare couldn’t make a secure connection to your server. Ask the person who runs the server.',
  526: 'Cloudflare doesn’t trust your server’s certificate. Ask the person who runs the server.',
});

/** @param {number} status */
function sentenceFor(status) {
  const known = SENTENCES[status] ?? CLOUDFLARE[status];
  if (known) return known;
  if (status >= 520 && status <= 530)
    return `Cloudflare can’t reach your server (error ${status}). Please try again shortly.`;
  if (status < 400)
    return 'Another page answered instead of the app, perhaps a sign-in page. Reload this page, sign in, and try again.';
  return `Your server’s proxy answered instead of the app (error ${status}). Please try again shortly.`;
}

/**
 * The answer for people when something else than the app has answered: a proxy, a firewall, the sign-in page of a network.
 * @param {number} status
 */
export const foreignAnswer = (status) => ({
  ok: false,
  status,
  id: 'foreign_answer',
  message: sentenceFor(status),
});
