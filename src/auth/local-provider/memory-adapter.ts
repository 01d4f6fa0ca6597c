import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Entry {
  payload: AdapterPayload;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

const SWEEP_ABOVE = 1000;

/** Makes oidc-provider keep its data in memory, each kind in an adapter of its own: a local sign-in needn't outlive the process. */
export const memoryAdapters = (): AdapterFactory => () => new MemoryAdapter();

class MemoryAdapter implements Adapter {
  private readonly entries = new Map<string, Entry>();

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    if (this.entries.size > SWEEP_ABOVE) this.removeWhere(({ expiresAt }) => expiresAt <= Date.now());
    this.entries.set(id, { payload, expiresAt: expiresIn ? Date.now() + expiresIn * 1000 : Number.POSITIVE_INFINITY });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const entry = this.entries.get(id);
    return entry && entry.expiresAt > Date.now() ? entry.payload : undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return [...this.entries.values()].find(({ payload, expiresAt }) => payload.uid === uid && expiresAt > Date.now())
      ?.payload;
  }

  /** Never called: only the device flow needs it, which is off. */
  async findByUserCode(): Promise<undefined> {}

  async consume(id: string): Promise<void> {
    const entry = this.entries.get(id);
    if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.entries.delete(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    this.removeWhere(({ payload }) => payload.grantId === grantId);
  }

  private removeWhere(matches: (entry: Entry) => boolean): void {
    for (const [id, entry] of this.entries) if (matches(entry)) this.entries.delete(id);
  }
}
