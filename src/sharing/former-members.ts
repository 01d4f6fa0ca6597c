import type { ApiKeys } from '../auth/keys/api-keys';
import type { Catalog } from '../catalog/catalog';
import { inTurns } from '../concurrency/turns';
import { standingGalleries } from '../gallery/galleries';
import type { RecognitionRemoval } from '../recognition/recognition-removal';
import { endUnbacked } from './invitation-rows';

interface Dependencies {
  catalog: Catalog;
  apiKeys: ApiKeys;
  recognitionRemoval: RecognitionRemoval;
}

/**
 * Deletes what is left of people who have no role in a gallery any more: who lost a group at their sign-in, or whose removal was interrupted. Until
 * then it can't be reached. Suspended people keep what is theirs, as they keep their roles.
 */
export class FormerMembers {
  constructor(private readonly deps: Dependencies) {}

  /** Deletes their keys, their unshared results and what was counted of them, and ends their invitations, in every gallery. */
  async tidy(): Promise<void> {
    const { catalog, apiKeys, recognitionRemoval } = this.deps;
    for await (const id of inTurns(await standingGalleries(catalog))) {
      await catalog.transaction().execute(async (trx) => {
        await apiKeys.removeOfFormer(trx, id);
        await endUnbacked(trx, id);
      });
      await recognitionRemoval.removeOfFormer({ id });
    }
  }
}
