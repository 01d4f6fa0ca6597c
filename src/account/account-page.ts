import { viewerOf } from '../auth/guards';
import type { Context } from '../web/context';
import { presentImport } from './import/present-import';
import { presentContents, presentKeeping, presentUsage } from './present-account';
import type { AccountNeeds } from './services';

const MAX_IMPORTS = 10;

/** Makes a handler that shows "My data". Other routes use it to show the page again with a fault. */
export function accountPage({ accounts, config, imports, preferences }: AccountNeeds) {
  return async function showAccount(ctx: Context): Promise<void> {
    const viewer = viewerOf(ctx);
    const { gallery } = viewer;
    const contents = presentContents(await accounts.contentsOf(viewer));
    const keeping = presentKeeping(preferences.keepHoursOf(gallery));
    const listed = (await imports.list(gallery, MAX_IMPORTS)).map((each) => ({
      ...presentImport(each),
      importer: each.addedBy === viewer.userId ? null : (each.importer ?? 'a former member'),
    }));
    const usage = presentUsage(await accounts.usageOf(gallery));
    ctx.render('account', {
      title: 'My data',
      ...contents,
      ...usage,
      ...keeping,
      imports: listed,
      importMegabytes: config.limits.importMegabytes,
    });
  };
}
