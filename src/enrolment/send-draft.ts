import { photoNotFound } from '../errors';
import { shrink } from '../storage/thumbnail';
import type { Context } from '../web/context';
import type { Draft } from './draft-rows';
import type { EnrolmentNeeds } from './services';

/** Answers with the picture of a draft, or with a smaller one. @throws photoNotFound */
export async function sendDraft(
  ctx: Context,
  { drafts, photoResponses }: Pick<EnrolmentNeeds, 'drafts' | 'photoResponses'>,
  draft: Draft,
  isSmall: boolean,
): Promise<void> {
  const shrunk = async () => {
    const jpeg = await drafts.readPhoto(draft);
    return jpeg && shrink(jpeg);
  };
  const send = isSmall
    ? photoResponses.sendMade(ctx, `${draft.id}-small`, shrunk)
    : photoResponses.sendStored(ctx, draft.id, () => drafts.openPhoto(draft));
  if (!(await send)) throw photoNotFound();
}
