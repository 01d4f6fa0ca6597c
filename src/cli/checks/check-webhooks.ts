import { isCatalogThere, openCurrentCatalog } from '../../catalog/catalog-version';
import { doubt, type Finding, good, type Installation } from './finding';

const ABOUT = 'webhooks';

/** Looks which webhooks get nothing through. It sends nothing, and names no gallery. */
export async function checkWebhooks({ config: { dataDir } }: Installation): Promise<Finding[]> {
  if (!isCatalogThere(dataDir)) return [];
  // What is wrong with the catalog has been said.
  const catalog = await openCurrentCatalog(dataDir).catch(() => undefined);
  if (!catalog) return [];
  try {
    const rows = await catalog
      .selectFrom('webhooks')
      .select(['url', 'state', 'failingSince'])
      .where('state', 'in', ['on', 'off'])
      .execute();
    const failing = rows.filter(({ state, failingSince }) => state === 'off' || failingSince !== null);
    if (failing.length === 0) return rows.length > 0 ? [good(ABOUT, `Nothing is failing (${rows.length}).`)] : [];
    return failing.map(({ url, state, failingSince }) => {
      const since = failingSince === null ? '' : ` since ${new Date(failingSince).toISOString()}`;
      const what = state === 'off' ? 'was switched off, as nothing arrived' : 'gets nothing';
      return doubt(
        ABOUT,
        `${new URL(url).origin} ${what}${since}: its owner finds the reason on the page Webhooks. If it is a private address, WEBHOOK_ALLOWED_HOSTS has to name it.`,
      );
    });
  } finally {
    await catalog.destroy();
  }
}
