import { getUserId } from '../auth/guards';
import type { Context } from '../web/context';
import type { Accounts } from './accounts';
import { presentContents, presentDepartures } from './present-account';

/** Makes a handler that shows what deleting the account would delete, and asks to confirm it. */
export function deletionPage(accounts: Accounts) {
  return async function showDeletion(ctx: Context): Promise<void> {
    const user = { id: getUserId(ctx), displayName: ctx.state.user?.displayName ?? '' };
    const departures = await accounts.departuresOf(user.id);
    const gone = [];
    for (const { gallery, successor } of departures) {
      if (successor) continue;
      const contents = presentContents(await accounts.contentsOf({ gallery, userId: user.id }));
      gone.push({ name: gallery.name, download: `/g/${gallery.handle}/account/export`, ...contents });
    }
    const going = new Set(departures.flatMap(({ gallery, successor }) => (successor ? [] : [gallery.id])));
    const results = (await accounts.ownResults(user.id))
      .filter(({ gallery }) => !going.has(gallery.id))
      .map(({ gallery: { name, handle }, count }) => ({
        ...{ name, count },
        download: `/g/${handle}/account/export/results`,
      }));
    const { isTold, kept } = presentDepartures(departures, user);
    ctx.render('delete-account', { title: 'Delete your account', isTold, kept, gone, results });
  };
}
