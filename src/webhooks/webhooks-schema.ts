import { z } from 'zod';
import { webhookTypesMissing } from '../errors';
import { SENT_TYPES, type SentType } from '../events/outbox';
import { readName } from '../gallery/person-name';
import { firstText, text, ticked } from '../web/fields';

/** The box of a type. The parser of forms would take a dot in its name for a level. */
export const boxOf = (type: SentType): string => type.replace('.', '-');

const boxes = Object.fromEntries(SENT_TYPES.map((type) => [boxOf(type), ticked]));

/** The form that adds a webhook, and the one that changes it: each type has a box. @throws nameMissing, nameTooLong, nameInvalid, webhookTypesMissing */
export const webhookForm = z
  .object({ name: text.transform(readName), url: text.transform((url = '') => url), ...boxes })
  .transform(({ name, url, ...ticks }) => {
    const types = SENT_TYPES.filter((type) => (ticks as Record<string, boolean>)[boxOf(type)]);
    if (types.length === 0) throw webhookTypesMissing();
    return { name, url, types };
  });

/** The query of a webhook's page: the id of the delivery after which the list goes on. */
export const deliveriesQuery = z.object({
  before: firstText.transform((typed = '') => (/^[1-9]\d{0,14}$/.test(typed) ? Number(typed) : undefined)),
});
