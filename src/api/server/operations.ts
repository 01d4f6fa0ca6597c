import { z } from 'zod';
import { ALL_SCOPES } from '../../auth/keys/scopes';
import { defineOperation } from '../protocol/operation';

const server = z
  .strictObject({
    name: z.literal('FamiliarFaces'),
    version: z.string(),
    model: z.strictObject({
      network: z.string().describe('The network whose descriptors count in this gallery.'),
      engine: z.enum(['native', 'wasm']).nullable().describe('What computes it; null while it starts.'),
    }),
    limits: z.strictObject({
      photoMegabytes: z.number(),
      photoMegapixels: z.number(),
      photosPerUpload: z.number(),
      importMegabytes: z.number(),
      storageMegabytes: z.number(),
      requestsPerMinute: z.number(),
    }),
  })
  .meta({ id: 'Server' });

const me = z
  .strictObject({
    user: z.strictObject({ name: z.string() }),
    gallery: z.strictObject({ id: z.string(), name: z.string() }),
    key: z.strictObject({
      id: z.string(),
      name: z.string(),
      scopes: z.array(z.enum(ALL_SCOPES)),
      expiresAt: z.iso.datetime().nullable(),
    }),
  })
  .meta({ id: 'Me' });

export const showServer = defineOperation({
  id: 'showServer',
  method: 'get',
  path: '/server',
  tag: 'Server',
  summary: 'Show the version, the network, and the limits of the server',
  scopes: [],
  answers: { 200: { description: 'The server.', schema: server } },
  example: {},
});

export const showMe = defineOperation({
  id: 'showMe',
  method: 'get',
  path: '/me',
  tag: 'Account',
  summary: 'Show what the key opens: whose it is, its gallery, and its scopes',
  scopes: [],
  answers: { 200: { description: 'The user, the gallery, and the key.', schema: me } },
  example: {},
});

export const serverOperations = [showServer, showMe];
