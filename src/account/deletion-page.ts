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
    const own = await accounts.ownResults(user.id);
    const results = (ctx.state.galleries ?? []).flatMap(({ gallery: { id, name, handle } }) =>
      own.has(id) && !going.has(id)
        ? [{ name, count: own.get(id), download: `/g/${handle}/account/export/results` }]
        : [],
    );
    const { isTold, kept } = presentDepartures(departures, user);
    ctx.render('delete-account', { title: 'Delete your account', isTold, kept, gone, results });
  };
}
