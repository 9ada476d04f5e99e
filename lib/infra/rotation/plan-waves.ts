import type { PlanKind } from '../../core/rotation/plan.ts';
import type { Step } from '../../core/rotation/step.ts';
import { all, choose, ENDS_BY, invoke, type State, type States, type Workers } from './asl.ts';
import { stepStates } from './plan-steps.ts';

export const WAVES = 'One copy after the other';

const TURN = "Is it this copy's turn?";
const LOOK = 'Look at this copy';
const ROUTE = 'Where does this copy stand?';
const HALTED = 'The wave halts';
const LEFT = 'The copy is left';

/** A wave a copy, never two at once; the first that goes back ends them all. */
export function waves(
  kind: PlanKind,
  steps: readonly Step[],
  { next, failed, workers }: { readonly next: string; readonly failed: string; readonly workers: Workers },
): States {
  const ours = { Variable: '$.answer.copy', NumericEqualsPath: '$.wave' };
  const each = steps.map((step) => stepStates(kind, step, { next: ROUTE, failed: LEFT, workers }));
  const rules = each.flatMap((one) => one.rules).map((rule) => ({ ...rule, when: all(ours, rule.when) }));
  const halted = { when: { Variable: '$.answer.halted', BooleanEquals: true }, next: HALTED };
  return {
    [WAVES]: {
      Type: 'Map',
      ItemsPath: '$.answer.waves',
      MaxConcurrency: 1,
      ItemSelector: {
        'rotation.$': '$.rotation',
        'answer.$': '$.answer',
        'wave.$': '$$.Map.Item.Value',
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: TURN,
        States: {
          // What the map was given is known of its first copy alone.
          [TURN]: choose([{ when: ours, next: ROUTE }], LOOK),
          [LOOK]: invoke('observer', { next: ROUTE, failed: LEFT, how: 'soon', workers }),
          [ROUTE]: choose([halted, ...rules], 'The copy is done'),
          ...Object.assign({}, ...each.map((one) => one.states)),
          'The copy is done': { Type: 'Succeed' },
          [HALTED]: fail(
            ENDS_BY.rolledBack,
            'The plan goes back, or has stopped: no further copy is published',
          ),
          [LEFT]: fail(ENDS_BY.notFinished, 'A worker failed for good'),
        },
      },
      ResultPath: null,
      Catch: [
        { ErrorEquals: [ENDS_BY.notFinished], ResultPath: null, Next: failed },
        { ErrorEquals: ['States.ALL'], ResultPath: null, Next: next },
      ],
      Next: next,
    },
  };
}

function fail(error: string, cause: string): State {
  return { Type: 'Fail', Error: error, Cause: cause };
}
