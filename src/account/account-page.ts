import { getUserId } from '../auth/guards';
import { MEGABYTE } from '../units';
import type { Context } from '../web/context';
import { presentImport } from './import/present-import';
import { formatSize, presentContents, presentKeeping } from './present-account';
import type { AccountNeeds } from './services';

const MAX_IMPORTS = 10;

/** Shows "My data"; other routes show it again with a fault. */
export function accountPage({ accounts, config, imports, preferences }: AccountNeeds) {
  return async function showAccount(ctx: Context): Promise<void> {
    const userId = getUserId(ctx);
    const contents = presentContents(await accounts.contentsOf(userId));
    const keeping = presentKeeping(await preferences.keepHoursOf(userId));
    const listed = (await imports.list(userId, MAX_IMPORTS)).map(presentImport);
    const room = formatSize(config.limits.storageMegabytes * MEGABYTE);
    ctx.render('account', {
      title: 'My data',
      ...contents,
      room,
      ...keeping,
      imports: listed,
      importMegabytes: config.limits.importMegabytes,
    });
  };
}
