import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Kept {
  payload: AdapterPayload;
  expiresAt: number;
}

const SWEEP_ABOVE = 1000;

/** Keeps what oidc-provider stores in memory, each kind by its own: gone with the process, which is what a local sign-in should be. */
export const memoryAdapters = (): AdapterFactory => () => new MemoryAdapter();

class MemoryAdapter implements Adapter {
  private readonly kept = new Map<string, Kept>();

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    if (this.kept.size > SWEEP_ABOVE) this.removeWhere(({ expiresAt }) => expiresAt <= Date.now());
    this.kept.set(id, { payload, expiresAt: expiresIn ? Date.now() + expiresIn * 1000 : Number.POSITIVE_INFINITY });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const kept = this.kept.get(id);
    return kept && kept.expiresAt > Date.now() ? kept.payload : undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return [...this.kept.values()].find(({ payload, expiresAt }) => payload.uid === uid && expiresAt > Date.now())
      ?.payload;
  }

  /** Device flow is off. */
  async findByUserCode(): Promise<undefined> {}

  async consume(id: string): Promise<void> {
    const kept = this.kept.get(id);
    if (kept) kept.payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.kept.delete(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    this.removeWhere(({ payload }) => payload.grantId === grantId);
  }

  private removeWhere(matches: (kept: Kept) => boolean): void {
    for (const [id, kept] of this.kept) if (matches(kept)) this.kept.delete(id);
  }
}
