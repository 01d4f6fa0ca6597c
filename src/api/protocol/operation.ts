import type { z } from 'zod';
import type { Scope } from '../../auth/keys/scopes';
import type { FaultId } from '../../errors';
import type { Gallery } from '../../gallery/galleries';
import type { Context } from '../../web/context';
import type { Upload } from '../../web/uploads/receive-photos';

/** The chapters of the reference, in their order. */
export const TAGS = [
  'Server',
  'Account',
  'People',
  'Photos',
  'Recognitions',
  'Compare',
  'Drafts',
  'Imports',
  'Events',
  'Audit',
  'Webhooks',
] as const;

/** A body of JSON. */
export interface JsonBody<Schema extends z.ZodType = z.ZodType> {
  kind: 'json';
  schema: Schema;
  /** The largest body. */
  kilobytes: number;
}

/** A form with files in its field `file`, or JSON with them in Base64 in its field `file`, and other fields. */
export interface FilesBody<Schema extends z.ZodType = z.ZodType> {
  kind: 'files';
  /** The other fields, which a form has as texts. */
  schema: Schema;
  /** What the files are. */
  files: 'photos' | 'zip';
  /** The most files; 'upload' is the setting MAX_PHOTOS_PER_UPLOAD. */
  most: number | 'upload';
}

/** What an operation may answer with. */
export interface Answer {
  description: string;
  /** The schema of its JSON; undefined for an answer without a body, or with another kind of one. */
  schema?: z.ZodType;
  /** An answer as the schema has it. */
  example?: unknown;
  /** The media type of a body that isn't JSON. */
  media?: string;
}

/** One call of the API: all that its description, its examples and the app itself need to know. */
export interface Operation {
  /** Unique: `listPeople`. */
  id: string;
  method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** Below `/api/v1`, as a router has it: `/people/:person`. */
  path: string;
  tag: (typeof TAGS)[number];
  /** What it does, in a line without a full stop. */
  summary: string;
  /** More about it, in sentences. */
  description?: string;
  /** What a key must have, all of them. */
  scopes: readonly Scope[];
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: JsonBody | FilesBody;
  /** By status. */
  answers: Readonly<Record<number, Answer>>;
  /** The faults of its own; those that any call may have go without saying. */
  faults?: readonly FaultId[];
  /** Whether it adds something each time that it is called: then it takes an `Idempotency-Key`. */
  creates?: boolean;
  /** The flag of its address without which it adds nothing: then its answer isn't kept, either. */
  createsIf?: string;
  /** A request that works in the gallery that `examples.ts` describes. */
  example: {
    params?: Readonly<Record<string, string>>;
    query?: Readonly<Record<string, string | number | boolean>>;
    /** The JSON, or the fields beside the files. */
    body?: unknown;
    /** Sample photos or zips by the names that `examples.ts` gives them. */
    files?: readonly string[];
  };
}

type Output<Part> = Part extends z.ZodType ? z.output<Part> : Record<string, never>;

/** What a handler gets. */
export interface Input<O extends Operation> {
  ctx: Context;
  gallery: Gallery;
  params: Output<O['params']>;
  query: Output<O['query']>;
  body: O['body'] extends { schema: infer Schema } ? Output<Schema> : undefined;
  /** The files of a form: at least one where the operation takes files. */
  uploads: O['body'] extends { kind: 'files' } ? readonly [Upload, ...Upload[]] : readonly [];
}

/** What a handler answers: the JSON and its status, one of the operation's. */
export interface Reply {
  status: number;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Whether sending the request again may do more, so that the answer isn't kept for its `Idempotency-Key`. */
  isPassing?: boolean;
}

/** Answers a call. It returns nothing when it has set the answer itself, such as a picture. */
export type Answering<O extends Operation> = (input: Input<O>) => Promise<Reply | undefined>;

/** Describes a call, and keeps the types of its schemas. */
export const defineOperation = <const O extends Operation>(operation: O): O => operation;
