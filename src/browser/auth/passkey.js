// @ts-check

/**
 * Has a form send the answer of a passkey. It stays hidden where the browser has none.
 * @param {HTMLElement} element the form, with what the browser needs as JSON: `data-passkey-create` or `data-passkey-get`
 */
export function start(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const { passkeyCreate, passkeyGet } = form.dataset;
  const answer = /** @type {HTMLInputElement} */ (form.querySelector('[data-passkey="answer"]'));
  const fault = /** @type {HTMLElement} */ (form.querySelector('[data-passkey="fault"]'));
  // Older browsers lack the second.
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    fault.hidden = true;
    try {
      const credential = passkeyCreate
        ? await create(JSON.parse(passkeyCreate))
        : await get(JSON.parse(passkeyGet ?? '{}'));
      answer.value = JSON.stringify(credential);
      form.submit();
    } catch {
      // The person said no, or has none: browsers don't tell which.
      fault.hidden = false;
    }
  });
}

/** @param {PublicKeyCredentialCreationOptionsJSON} options */
const create = (options) =>
  navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });

/** @param {PublicKeyCredentialRequestOptionsJSON} options */
const get = (options) =>
  navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
