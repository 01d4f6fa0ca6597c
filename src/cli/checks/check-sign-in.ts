import pino from 'pino';
import { OwnAccounts } from '../../auth/own-accounts/own-accounts';
import { Provider } from '../../auth/provider';
import { isCatalogThere, openCurrentCatalog } from '../../catalog/catalog-version';
import { doubt, type Finding, fault, good, type Installation } from './finding';

const ABOUT = 'sign-in';

/** Looks whether people can sign in: whether the provider answers and knows the app, or whether somebody administers accounts of its own. */
export async function checkSignIn({ config }: Installation): Promise<Finding[]> {
  if (config.ownAccounts) return [await checkAccounts(config.dataDir)];
  if (!config.provider) return [good(ABOUT, 'Any name signs in, on this computer only.')];
  const { issuer } = config.provider;
  // What it would log is what is returned here.
  const provider = await Provider.start(config, pino({ level: 'silent' }));
  try {
    const health = await provider.health();
    return [
      health ? fault(ABOUT, health.message) : good(ABOUT, `The provider at ${issuer} answers, and knows the app.`),
    ];
  } finally {
    await provider.close();
  }
}

async function checkAccounts(dataDir: string): Promise<Finding> {
  const isThere = isCatalogThere(dataDir);
  const catalog = isThere ? await openCurrentCatalog(dataDir).catch(() => undefined) : undefined;
  if (!catalog) return good(ABOUT, 'People have accounts here. The app prints a link for the first one as it starts.');
  try {
    if (await new OwnAccounts(catalog).hasAdmin())
      return good(ABOUT, 'People have accounts here, and somebody administers them.');
    return doubt(
      ABOUT,
      'Nobody administers the accounts here: `familiar-faces users admin <name>` gives somebody the right, and `users invite --admin` makes a new account.',
    );
  } finally {
    await catalog.destroy();
  }
}
