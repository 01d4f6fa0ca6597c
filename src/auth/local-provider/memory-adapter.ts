import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import { MINUTE_MS } from '../../units';

interface Entry {
  payload: AdapterPayload;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** How many entries of a kind are kept: sign-ins on their way, sessions, tokens. The oldest makes room, as any page here may begin sign-ins. */
const MAX_ENTRIES = 5000;

/** Makes oidc-provider keep its data in memory, each kind in an adapter of its own: a local sign-in needn't outlive the process. */
export const memoryAdapters = (): AdapterFactory => () => new MemoryAdapter();

/** Takes the same time for each request, however much it holds. */
class MemoryAdapter implements Adapter {
  /** In the order in which they came. */
  private readonly entries = new Map<string, Entry>();
  private readonly idsByUid = new Map<string, string>();
  private readonly idsByGrant = new Map<string, Set<string>>();
  private sweptAt = Date.now();

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const now = Date.now();
    this.sweep(now);
    this.remove(id);
    this.entries.set(id, { payload, expiresAt: expiresIn ? now + expiresIn * 1000 : Number.POSITIVE_INFINITY });
    if (payload.uid) this.idsByUid.set(payload.uid, id);
    if (payload.grantId)
      this.idsByGrant.set(payload.grantId, (this.idsByGrant.get(payload.grantId) ?? new Set()).add(id));
    const [oldest] = this.entries.keys();
    if (this.entries.size > MAX_ENTRIES && oldest !== undefined) this.remove(oldest);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const entry = this.entries.get(id);
    return entry && entry.expiresAt > Date.now() ? entry.payload : undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const id = this.idsByUid.get(uid);
    return id === undefined ? undefined : this.find(id);
  }

  /** Never called: only the device flow needs it, which is off. */
  async findByUserCode(): Promise<undefined> {}

  async consume(id: string): Promise<void> {
    const entry = this.entries.get(id);
    if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.remove(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const id of this.idsByGrant.get(grantId) ?? []) this.remove(id);
  }

  private remove(id: string): void {
    const { payload } = this.entries.get(id) ?? {};
    if (!payload) return;
    this.entries.delete(id);
    if (payload.uid && this.idsByUid.get(payload.uid) === id) this.idsByUid.delete(payload.uid);
    const ofGrant = payload.grantId ? this.idsByGrant.get(payload.grantId) : undefined;
    ofGrant?.delete(id);
    if (payload.grantId && ofGrant?.size === 0) this.idsByGrant.delete(payload.grantId);
  }

  /** Removes what has expired, at most once a minute. */
  private sweep(now: number): void {
    if (Math.abs(now - this.sweptAt) < MINUTE_MS) return;
    this.sweptAt = now;
    for (const [id, { expiresAt }] of this.entries) if (expiresAt <= now) this.remove(id);
  }
}
