import type { Plan } from '../../lib/core/rotation/plan.ts';
import type { Tables } from '../../lib/core/rotation/tables.ts';
import { ROTATE, worldOf } from './scenarios.ts';
import { successors } from './successors.ts';
import type { World } from './world.ts';

/** What the handlers do when nobody disturbs them. */
const HANDLERS = /^handler looks[:,]|^\w+: looks again[:,]|^commit |^time passes$/;

/**
 * A way into a rotation up to which its handlers are not disturbed but by what the script names, in order: a first
 * fault that was already spent, so that one more is a pair. A name is the beginning of a label.
 */
const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  'a late create, then the old one is wanted back': ['send createKey', 'a lease runs out', 'abort'],
  'a late create': ['send createKey', 'a lease runs out'],
  'a create whose answer is lost': ['send createKey', 'create lands and the answer is lost'],
  'a late stage': ['send stageVersion', 'a lease runs out'],
  'a late copy': ['send writeCopy', 'a lease runs out', 'abort'],
  'a late swap': ['send moveCurrent', 'a lease runs out', 'abort'],
  'a late deactivation': ['send setStatus', 'a lease runs out', 'abort'],
  'the old one is wanted back while it is watched': ['send moveCurrent', 'lands', 'commit', 'abort'],
  'the old one is wanted back in quarantine': ['send setStatus', 'lands', 'commit', 'abort'],
  'IaC puts the old value back before the delete is sent': [
    'handler looks: going rotate.delete0, intent deleteOld',
    'IaC',
  ],
  'IaC puts the old value back past the point of no return': ['send deleteKey', 'lands', 'commit', 'IaC'],
};

/** Worlds in which one fault has happened already and one is left. @param wanted by the scripts' names */
export function scripted(tables: Tables, plan: Plan = ROTATE, wanted: RegExp = /./): World[] {
  const scripts = Object.entries(SCRIPTS).filter(([name]) => wanted.test(name));
  return scripts.flatMap(([name, script]) => {
    const named = plan === ROTATE ? name : `${name}, another plan`;
    const world = follow({ ...worldOf(plan, 2, tables), name: named }, script, tables);
    return world === null ? [] : [{ ...world, faults: 1 }];
  });
}

function follow(start: World, script: readonly string[], tables: Tables): World | null {
  let world = { ...start, faults: 9 };
  const left = [...script];
  for (let turn = 0; turn < 80; turn += 1) {
    const [wanted] = left;
    if (wanted === undefined) return { ...world, hidden: 'asleep' };
    const steps = successors({ ...world, hidden: 'done' }, { tables });
    const named = steps.find(({ label }) => matches(label(), wanted));
    if (named !== undefined) left.shift();
    const next = named ?? steps.find(({ label }) => HANDLERS.test(label()) || / lands: /.test(label()));
    if (next === undefined) return null;
    world = { ...next.world, faults: 9 };
  }
  return null;
}

function matches(label: string, wanted: string): boolean {
  if (wanted.startsWith('send ')) return label.includes(`looks again, sends {"do":"${wanted.slice(5)}"`);
  if (wanted === 'lands') return label.includes(' lands: ');
  return label.startsWith(wanted);
}
