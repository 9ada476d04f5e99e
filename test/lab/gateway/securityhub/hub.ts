import type { Fault } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Identity } from '../identities.ts';
import type { Stored } from './findings.ts';

/** Security Hub in one account and Region. */
export interface Hub {
  subscribedAt: number | undefined;
  readonly findings: Map<string, Stored>;
  readonly targets: Map<string, ActionTarget>;
}

export interface ActionTarget {
  readonly ActionTargetArn: string;
  readonly Name: string;
  readonly Description: string;
}

export interface Asked {
  readonly call: Call;
  readonly hub: Hub;
  readonly caller: Identity;
  readonly now: number;
}

/** Refuses the whole call. */
export class Refusal extends Error {
  readonly fault: Fault;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.fault = { status, code, message };
  }
}
