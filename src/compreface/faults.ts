import type { ErrorAnswer, FaultFormat } from '../web/context';
import { API_PREFIX } from '../web/responses/api-paths';

type Id = ErrorAnswer['id'];

/** CompreFace's number for a fault, and its status where that is another one than ours. */
interface Coded {
  code: number;
  status?: number;
}

/** What CompreFace calls a value that it refuses. */
const INVALID: Coded = { code: 26, status: 400 };
const NO_SUCH_SUBJECT: Coded = { code: 42, status: 404 };

/**
 * CompreFace's codes by our faults (https://github.com/exadel-inc/CompreFace, CommonExceptionCode.java). Its clients look at these and at
 * nothing else: without 28, a photo of nobody is an outage to them.
 */
const CODES: Partial<Record<Id, Coded>> = {
  photo_not_found: { code: 11, status: 404 },
  key_missing: { code: 20 },
  photo_unsupported: { code: 21, status: 400 },
  field_invalid: INVALID,
  json_too_deep: INVALID,
  name_invalid: INVALID,
  name_too_long: INVALID,
  text_invalid: INVALID,
  no_face: { code: 28, status: 400 },
  several_faces: { code: 31, status: 400 },
  name_missing: { code: 33 },
  subject_missing: { code: 33 },
  no_file: { code: 34 },
  unexpected_file: { code: 34 },
  nobody_named: NO_SUCH_SUBJECT,
  person_not_found: NO_SUCH_SUBJECT,
  name_taken: { code: 43, status: 400 },
};
/** CompreFace's code for everything else. */
const OTHER: Coded = { code: 0 };

const ADDRESSES = ['recognition', 'detection', 'verification'].map((service) => `${API_PREFIX}/${service}`);

/** Whether a request is one that CompreFace's clients send. */
export const isForCompreFace = ({ path }: { path: string }): boolean =>
  ADDRESSES.some((address) => path === address || path.startsWith(`${address}/`));

/** Faults as CompreFace answers them: `{ "message": …, "code": … }`, and with the fault's own id, as many have the code 0. */
export const comprefaceFaults: FaultFormat = {
  fits: isForCompreFace,
  answer(ctx, { id, status, message, details }) {
    const { code, status: theirs = status } = CODES[id] ?? OTHER;
    ctx.status = theirs;
    const { requestId } = ctx.state;
    ctx.body = { message, code, reason: id, requestId, ...(details.length > 0 && { details }) };
  },
};
