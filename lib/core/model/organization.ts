/** What is known of the organisation that an account is in. */
export interface Organization {
  /** `o-…`; null: the account is in none; undefined: not told. */
  readonly id: string | null | undefined;
  /** The account that manages it, 12 digits. */
  readonly management?: string;
  /** Those of its accounts that were told, 12 digits each. */
  readonly accounts: readonly string[];
  /** Whether an account that is not named here is none of its own: AWS tells all accounts to few. */
  readonly complete: boolean;
}

/** An account that people know: their own, or a third party's. */
export interface KnownAccount {
  /** 12 digits. */
  readonly account: string;
  /** Whose it is: `Datadog`, `old production`. */
  readonly name: string;
  /** Whether it is their own; false: a third party's. */
  readonly ours: boolean;
}
