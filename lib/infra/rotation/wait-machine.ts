import {
  all,
  choose,
  type Definition,
  filledIn,
  invoke,
  isNull,
  isText,
  retries,
  type State,
  type Workers,
} from './asl.ts';

/** Looks of one execution: each is 11 events of the 25,000 that a history may have; then another execution goes on. */
export const LOOKS_EACH = 500;
/** Seconds after which an approval that was asked for is looked at again: dependents may have fallen ill meanwhile. */
export const ASKED_SECONDS = 3600;

const ASK = 'Ask for approval';
const WAIT = 'Wait';
const LOOK = 'Look again';
const COUNT = 'Count the look';
const ASKED = 'Is somebody asked?';
const BACK = 'Back to the plan';
const FAILED = 'It can not be looked at';

/**
 * Waits for one plan at one step: for time to pass, for a proof, for a person. It looks again as often as the plan's
 * policy says, and goes back as soon as there is a call to make, the plan is at another step, or it looked often enough.
 * A machine of its own, so that weeks of looking are not in the history of the plan.
 */
export function waitMachine(workers: Workers = 'own'): Definition {
  const stays = all(
    isText('$.answer.state', 'going'),
    { Variable: '$.answer.at', StringEqualsPath: '$.at' },
    { Variable: '$.answer.copy', NumericEqualsPath: '$.copy' },
    isNull('$.answer.needs'),
    { Variable: '$.looks', NumericLessThan: LOOKS_EACH },
  );
  return {
    Comment: 'Waits until there is something to do for a plan of Nightwarden',
    StartAt: ASKED,
    States: {
      [ASKED]: choose([{ when: isNull('$.answer.approval'), next: WAIT }], ASK),
      [WAIT]: { Type: 'Wait', SecondsPath: '$.answer.waitSeconds', Next: LOOK },
      [ASK]: ask(),
      [LOOK]: invoke('observer', { next: COUNT, failed: FAILED, how: 'patiently', workers }),
      [COUNT]: {
        Type: 'Pass',
        Parameters: {
          'rotation.$': '$.rotation',
          'at.$': '$.at',
          'copy.$': '$.copy',
          'answer.$': '$.answer',
          'looks.$': 'States.MathAdd($.looks, 1)',
        },
        Next: 'Is there anything to do?',
      },
      'Is there anything to do?': choose([{ when: stays, next: ASKED }], BACK),
      [BACK]: { Type: 'Succeed', OutputPath: '$.answer' },
      [FAILED]: {
        Type: 'Fail',
        Error: 'NotFinished',
        Cause: 'The worker that looks failed for good: the reconciler goes on',
      },
    },
  };
}

/** The token only wakes this execution up: what was approved stands in the ledger, and is read there. */
function ask(): State {
  return {
    Type: 'Task',
    Resource: `arn:${filledIn('partition')}:states:::lambda:invoke.waitForTaskToken`,
    Parameters: {
      FunctionName: filledIn('ask'),
      Payload: {
        'rotation.$': '$.rotation',
        'at.$': '$.answer.at',
        'approval.$': '$.answer.approval',
        'token.$': '$$.Task.Token',
      },
    },
    ResultPath: null,
    TimeoutSeconds: ASKED_SECONDS,
    Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 0 }, ...retries('soon')],
    Catch: [
      { ErrorEquals: ['States.Timeout'], ResultPath: null, Next: LOOK },
      // Nobody could be asked: the plan still waits, and is asked about again.
      { ErrorEquals: ['States.ALL'], ResultPath: null, Next: WAIT },
    ],
    Next: LOOK,
  };
}
