/** Why a plan was refused, parks or is blocked. The code is what Step Functions matches and what people search for. */
export type Fault =
  | { readonly code: 'Refused'; readonly because: string }
  | { readonly code: 'Parked'; readonly because: string }
  | { readonly code: 'Blocked'; readonly because: string }
  | { readonly code: 'RolledBack'; readonly because: string };

export type FaultCode = Fault['code'];

const NEXT: Readonly<Record<FaultCode, string>> = {
  Refused: 'Nothing was changed. Mend what it names and plan again.',
  Parked: 'Both credentials work. Approve, or abort to restore the old one.',
  Blocked: 'Nothing more is done by itself. Read the runbook of this plan and decide by hand.',
  RolledBack: 'The old credential is restored. Mend what it names before the next attempt.',
};

export function describe(fault: Fault): string {
  return `${fault.code}: ${fault.because}. ${NEXT[fault.code]}`;
}

/** Step Functions matches Retry and Catch on `name`: the fault's code, never a class name that a minifier may change. */
export class RotationError extends Error {
  readonly fault: Fault;
  constructor(fault: Fault, options?: ErrorOptions) {
    super(`rotation cannot go on: ${describe(fault)}`, options);
    this.fault = fault;
    this.name = fault.code;
  }
}
