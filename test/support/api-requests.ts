import { exampleAddress } from '../../src/api/description/curl';
import type { Operation } from '../../src/api/protocol/operation';
import type { ApiAnswer, ApiClient } from './api';
import { exampleFile } from './api-examples';
import { photoForm } from './photos';

/** Sends a call's example. */
export async function sendExample(client: ApiClient, { body: expected, ...operation }: Operation): Promise<ApiAnswer> {
  const { body = {}, files = [] } = operation.example;
  const method = operation.method.toUpperCase();
  const address = exampleAddress(operation);
  if (!expected) return client.request(method, address);
  if (expected.kind === 'json') return client.request(method, address, { json: body });
  const photos = await Promise.all(files.map(async (name) => [name, await exampleFile(name)] as const));
  const fields = Object.entries(body as object).map(([name, value]) => [name, String(value)]);
  return client.request(method, address, { form: photoForm(photos, Object.fromEntries(fields)) });
}
