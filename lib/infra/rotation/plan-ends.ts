import type { PlanKind } from '../../core/rotation/plan.ts';
import { ENDS_BY, filledIn, isText, type Rule, type State, type States } from './asl.ts';

export const BLOCKED = 'Blocked';
/** A worker failed for good on the way forward. */
export const NOT_FINISHED = 'Left to the reconciler';
/** A worker failed for good on the way back. */
export const UNFINISHED = 'Page: it can not be finished';
/** The ledger names a step that this machine was not made with. */
export const UNKNOWN = 'Page: the step is not known here';

const PAGE_BLOCKED = 'Page: a person must decide';
const TELL_PARKED = 'Tell that it is parked';

/** Where each state of the ledger ends; a row that is going on has no end yet. */
export const STATE_RULES: readonly Rule[] = [
  ['done', 'Done'],
  ['restored', 'Restored'],
  ['refused', 'Refused'],
  ['superseded', 'Superseded'],
  ['parked', TELL_PARKED],
  ['blocked', PAGE_BLOCKED],
].map(([state = '', next = '']) => ({ when: isText('$.answer.state', state), next }));

/** No state of contain, which pages at once. */
const LEFT: State = {
  Type: 'Fail',
  Error: ENDS_BY.notFinished,
  Cause: 'A worker failed for good: the reconciler is told of it, and goes on',
};

export function endStates(kind: PlanKind): States {
  return {
    Done: { Type: 'Succeed' },
    Restored: { Type: 'Succeed' },
    Refused: { Type: 'Succeed' },
    Superseded: { Type: 'Succeed' },
    [TELL_PARKED]: tell(
      `is parked`,
      kind,
      `States.Format('{} is parked at {}: {}. Both credentials work. See nightwarden status {}, then approve or abort it.', $.rotation, $.answer.at, $.answer.because, $.rotation)`,
      'Parked',
    ),
    Parked: { Type: 'Succeed' },
    [PAGE_BLOCKED]: tell(
      `is blocked`,
      kind,
      `States.Format('{} is blocked at {}: {}. Nothing more is done by itself. Read the runbook of this plan and decide by hand.', $.rotation, $.answer.at, $.answer.because)`,
      BLOCKED,
    ),
    // Only the rotation is certain to be known here: the first worker may be the one that failed.
    [UNFINISHED]: tell(
      `can not be finished`,
      kind,
      `States.Format('{}: a worker fails again and again. The reconciler goes on trying. See its log, and the runbook of this plan.', $.rotation)`,
      BLOCKED,
    ),
    [UNKNOWN]: tell(
      `is at an unknown step`,
      kind,
      `States.Format('{} is at {}, which this deployment does not know. Deploy the version that began it, or a later one.', $.rotation, $.answer.at)`,
      BLOCKED,
    ),
    [BLOCKED]: {
      Type: 'Fail',
      Error: ENDS_BY.blocked,
      Cause: 'A person was called; what the ledger says of the rotation is the truth',
    },
    ...(kind === 'contain' ? {} : { [NOT_FINISHED]: LEFT }),
  };
}

/** To the topic; when even that fails, the alarm on failed executions is left. */
function tell(what: string, kind: PlanKind, message: string, next: string): State {
  return {
    Type: 'Task',
    Resource: `arn:${filledIn('partition')}:states:::sns:publish`,
    Parameters: {
      TopicArn: filledIn('topic'),
      Subject: `Nightwarden: a ${kind} plan ${what}`,
      'Message.$': message,
    },
    ResultPath: null,
    Retry: [
      {
        ErrorEquals: ['States.ALL'],
        IntervalSeconds: 5,
        MaxAttempts: 5,
        BackoffRate: 2,
        JitterStrategy: 'FULL',
      },
    ],
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: next }],
    Next: next,
  };
}
