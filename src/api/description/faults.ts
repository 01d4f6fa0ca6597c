import type { FaultId } from '../../errors';
import * as errors from '../../errors';
import { unnamedFaults } from '../../web/middleware/error-answers';
import type { Operation } from '../protocol/operation';

/** A fault as the reference explains it. */
export interface DescribedFault {
  id: string;
  status: number;
  sentence: string;
}

/** Stands for what a sentence names: a number, or a name. */
const ANYTHING = '…';
/** What isn't about the API. */
const ELSEWHERE = /^(?:sign_in|provider|not_signed_in|wrong_address|not_a_form|deletion_|threshold_|keeping_|client_)/;

const { isFault, isPassing, reviveFault, photosRefused, ...makers } = errors;

let known: ReadonlyMap<string, DescribedFault> | undefined;

/** Every fault by its id. Where several sentences share an id, the plainest counts: the one that names least. */
export function allFaults(): ReadonlyMap<string, DescribedFault> {
  known ??= describeAll();
  return known;
}

function describeAll(): ReadonlyMap<string, DescribedFault> {
  const simplestLast = Object.values(makers).sort((one, other) => other.length - one.length);
  const faults = simplestLast.map((make) => (make as (...named: string[]) => errors.Fault)(...namesFor(make.length)));
  const all = [...faults, ...unnamedFaults].filter(({ id }) => !ELSEWHERE.test(id));
  const described = all.map(({ id, status, message }): [string, DescribedFault] => [
    id,
    { id, status, sentence: message },
  ]);
  return new Map(described.sort(([one], [other]) => (one < other ? -1 : 1)));
}

const namesFor = (count: number) => Array.from({ length: count }, () => ANYTHING);

/** What any call may answer. */
const ANY: readonly FaultId[] = [
  ...(['keys_differ', 'key_missing', 'key_unknown', 'key_expired', 'key_revoked'] as const),
  ...(['too_many_requests', 'too_many_guesses', 'too_many_at_once', 'storage_unavailable', 'catalog_busy'] as const),
];
const OF_PARTS: readonly FaultId[] = ['text_invalid', 'field_invalid'];
const OF_JSON: readonly FaultId[] = ['json_malformed', 'body_too_large', 'body_unsupported', 'json_too_deep'];
const OF_FILES: readonly FaultId[] = [
  ...(['upload_malformed', 'no_file', 'too_many_files', 'unexpected_file', 'upload_too_slow'] as const),
  ...(['upload_too_many_parts', 'upload_too_long', 'field_too_long', 'upload_not_a_form'] as const),
  ...(['too_much_at_once', 'storage_full'] as const),
];
const OF_CREATION: readonly FaultId[] = [
  ...(['idempotency_key_invalid', 'idempotency_key_reused'] as const),
  ...(['request_running', 'request_interrupted', 'answer_not_kept', 'answer_forgotten'] as const),
];

function commonFaults({ scopes, params, query, body, creates }: Operation): FaultId[] {
  const tooLarge: FaultId = body?.kind === 'files' && body.files === 'zip' ? 'zip_too_large' : 'photo_too_large';
  return [
    ...ANY,
    ...(scopes.length > 0 ? (['scope_missing'] as const) : []),
    ...(params || query || body ? OF_PARTS : []),
    ...(body?.kind === 'json' ? OF_JSON : []),
    ...(body?.kind === 'files' ? [...OF_FILES, tooLarge] : []),
    ...(creates ? OF_CREATION : []),
  ];
}

/** The faults that a call may answer with, its own ones first, by their status. */
export function faultsOf(operation: Operation): ReadonlyMap<number, DescribedFault[]> {
  const byStatus = new Map<number, DescribedFault[]>();
  for (const id of new Set([...(operation.faults ?? []), ...commonFaults(operation)])) {
    const fault = allFaults().get(id);
    if (fault) byStatus.set(fault.status, [...(byStatus.get(fault.status) ?? []), fault]);
  }
  return new Map([...byStatus].sort(([one], [other]) => one - other));
}

/** The faults that are a call's own. */
export const ownFaultsOf = ({ faults = [] }: Operation): DescribedFault[] =>
  faults.flatMap((id) => allFaults().get(id) ?? []);
