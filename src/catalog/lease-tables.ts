/** What one process at a time works on. */
export interface LeaseTable {
  name: string;
  /** The process that has it, or had it last. */
  owner: string;
  /** Raised with each owner: what an earlier one still writes is refused by it. */
  epoch: number;
  /** Until when it is the owner's, by the database's clock; 0 once it was given back. */
  until: number;
}

/** How often somebody has guessed since a while: a count of one limit. */
export interface GuessTable {
  /** What is counted, and SHA-256 of for whom. */
  key: string;
  points: number;
  endsAt: number;
}

/** What lies in a gallery's folders, where several processes write there. */
export interface StoredBytesTable {
  folder: string;
  bytes: number;
}

/** When a task of the housekeeping was last done, by whichever process. */
export interface HousekeepingTable {
  task: string;
  doneAt: number;
}
