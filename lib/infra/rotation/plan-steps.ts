import { ANSWER_FIELDS } from '../../core/rotation/answer.ts';
import { nameOf } from '../../core/rotation/names.ts';
import { type Role, rolesOf } from '../../core/rotation/roles.ts';
import type { Step, TableId } from '../../core/rotation/step.ts';
import {
  all,
  filledIn,
  invoke,
  isNull,
  isText,
  type Rule,
  retries,
  type State,
  type States,
  type Workers,
} from './asl.ts';
import { NOT_FINISHED, UNFINISHED } from './plan-ends.ts';

/** Of one step: the states that stand for it, and when each comes. */
export interface StepStates {
  readonly states: States;
  readonly rules: readonly Rule[];
}

export function stepStates(
  table: TableId,
  step: Step,
  { next, failed, workers }: { readonly next: string; readonly failed: string; readonly workers: Workers },
): StepStates {
  const at = isText('$.answer.at', `${table}.${step.id}`);
  const { waits, does } = nameOf(table, step.id);
  const roles = step.effect === null ? [] : rolesOf(step.effect);
  const calls = roles.map((role) => ({ role, name: callName(does, role, waits) }));
  const how = howOf(table);
  return {
    states: {
      [waits]: waiting({ next, failed, how, workers }),
      ...Object.fromEntries(
        calls.map(({ role, name }) => [name, invoke(role, { next, failed, how, workers })]),
      ),
    },
    rules: [
      ...calls.map(({ role, name }) => ({ when: all(at, isText('$.answer.needs', role)), next: name })),
      { when: all(at, isNull('$.answer.needs')), next: waits },
    ],
  };
}

function callName(does: Readonly<Partial<Record<Role, string>>>, role: Role, step: string): string {
  const name = does[role];
  if (name === undefined) throw new Error(`expected a name for what the ${role} does after "${step}"`);
  return name;
}

/** What goes forward is soon left to the reconciler; what goes back, and what stops a leak, is tried for hours. */
export function howOf(table: TableId): 'soon' | 'patiently' {
  return table === 'rotate' || table === 'own' || table === 'retire' ? 'soon' : 'patiently';
}

export function failedOf(table: TableId): string {
  return howOf(table) === 'soon' ? NOT_FINISHED : UNFINISHED;
}

/** A child execution waits: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
function waiting({ next, failed, how }: Parameters<typeof invoke>[1]): State {
  return {
    Type: 'Task',
    Resource: `arn:${filledIn('partition')}:states:::states:startExecution.sync:2`,
    Parameters: {
      StateMachineArn: filledIn('waiting'),
      Input: {
        'rotation.$': '$.rotation',
        'at.$': '$.answer.at',
        'copy.$': '$.answer.copy',
        'answer.$': '$.answer',
        looks: 0,
        'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$': '$$.Execution.Id',
      },
    },
    ResultSelector: Object.fromEntries(ANSWER_FIELDS.map((field) => [`${field}.$`, `$.Output.${field}`])),
    ResultPath: '$.answer',
    Retry: retries(how).slice(-1),
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: failed }],
    Next: next,
  };
}
