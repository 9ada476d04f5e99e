import type { NamedStarts } from '../../aws/stepfunctions.ts';
import type { PlanKind } from '../../core/rotation/plan.ts';
import type { RotationExecutions } from '../../ports/rotation-workers.ts';

/** Executions of one rotation, one after the other; more than that go round in a circle. */
const MOST_EXECUTIONS = 40;

/**
 * An execution has the name of its rotation, and those that follow it are numbered: whoever asks for one that is
 * running starts none, and two who ask at the same time start one.
 * @param machines ARNs by kind of plan
 */
export function namedExecutions(
  starts: NamedStarts,
  machines: Readonly<Record<PlanKind, string>>,
): RotationExecutions {
  return {
    async ensure(rotation, kind) {
      for (let number = 1; number <= MOST_EXECUTIONS; number += 1) {
        const name = number === 1 ? rotation : `${rotation}-${number}`;
        // The same input, to the letter, as who applied the plan gave it.
        const found = await starts.startNamed(machines[kind], name, { rotation });
        if (found === 'running') return;
      }
      throw new Error(
        `expected an execution of ${rotation} to be running after ${MOST_EXECUTIONS}: see why the last ones failed`,
      );
    },
  };
}
