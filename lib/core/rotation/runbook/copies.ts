import type { Plan } from '../plan.ts';
import { STORE } from '../policy.ts';
import type { Target } from '../where.ts';
import * as commands from './commands.ts';
import { type Hint, hint } from './markdown.ts';

/** What one copy is called, for people. */
export function copyName(plan: Plan, id: string): string {
  const target = plan.where.targets[id];
  switch (target?.in) {
    case 'secret':
      return `secret ${nameOfSecret(target.arn)}`;
    case 'parameter':
      return `parameter ${target.name}`;
    case 'lambda-environment':
      return `function ${last(target.arn)}`;
    case 'github-actions':
      return `GitHub repository ${target.repository}`;
    case 'gitlab':
      return `GitLab project ${target.project}`;
    case 'person':
      return `${id}, by ${target.who}`;
    case undefined:
      return id;
  }
}

/** How a person puts the old value back into one copy, the value shown nowhere, and into whoever takes it at their start. */
export function restoreCopy(plan: Plan, id: string, newVersion: string): readonly Hint[] {
  return [...putBack(plan, id, newVersion), ...redeployReaders(plan, id, 'the old value')];
}

/** @param what they take then, for people */
export function redeployReaders({ dependents, where }: Plan, id: string, what: string): readonly Hint[] {
  return dependents.flatMap((reader) => {
    const place = where.redeploys?.[reader.id];
    if (place === undefined || reader.copy !== id) return [];
    const text = `Then let the tasks of ${reader.id} start anew, whether they were before or not: they take ${what} at their start alone. They have it when one deployment is shown, and is COMPLETED.`;
    return [hint(text, ...commands.redeploy(place))];
  });
}

function putBack(plan: Plan, id: string, newVersion: string): readonly Hint[] {
  const target = plan.where.targets[id];
  const { secret } = plan;
  if (target === undefined || secret === null) return [];
  const { region } = plan.where;
  if (id === STORE)
    return [
      hint(
        `Make the old version of ${copyName(plan, id)} current again (if it is not: the first command shows where AWSCURRENT is).`,
        commands.versions(secret.arn, region),
        commands.moveCurrent(secret.arn, secret.version, newVersion, region),
      ),
    ];
  return byTarget(plan, id, target, commands.fetchVersion(secret.arn, secret.version, region, 'old.json'));
}

function byTarget(plan: Plan, id: string, target: Target, fetch: string): readonly Hint[] {
  const back = `Put the old value back into ${copyName(plan, id)}.`;
  const gone = commands.shred('old.json');
  switch (target.in) {
    case 'secret':
      return ofSecret(target.arn, back);
    case 'parameter':
      return [
        hint(
          `${back} It holds the same JSON as the secret.`,
          fetch,
          commands.putParameter(target.name, 'old.json', target.region),
          gone,
        ),
      ];
    case 'lambda-environment':
      return ofFunction(target, back, fetch);
    case 'github-actions':
      return [
        hint(`${back} First:`, fetch),
        hint(
          `Set its Actions secrets ${target.accessKeyId} and ${target.secretAccessKey} from old.json (gh secret set NAME --repo ${target.repository}, the value on standard input). Then:`,
          gone,
        ),
      ];
    case 'gitlab':
      return [
        hint(`${back} First:`, fetch),
        hint(
          `Set its CI/CD variables ${target.accessKeyId} and ${target.secretAccessKey} from old.json, masked. Then:`,
          gone,
        ),
      ];
    case 'person':
      return [hint(`${back} ${target.who} does it, with the old value: ${target.instructions}`)];
  }
}

/** Its fields beside the key stay with their version, so no value has to be read. */
function ofSecret(arn: string, back: string): readonly Hint[] {
  const region = arn.split(':')[3] ?? '';
  return [
    hint(
      `${back} VERSION_BEFORE is the version that was AWSCURRENT before (AWSPREVIOUS, unless somebody stored another one meanwhile), VERSION_NOW the one that is.`,
      commands.versions(arn, region),
      commands.moveCurrent(arn, 'VERSION_BEFORE', 'VERSION_NOW', region),
    ),
  ];
}

function ofFunction(
  target: Extract<Target, { in: 'lambda-environment' }>,
  back: string,
  fetch: string,
): readonly Hint[] {
  const { arn, alias } = target;
  const region = arn.split(':')[3] ?? '';
  if (alias !== null)
    return [
      hint(
        `${back} Its callers use the alias ${alias}: it goes back to the version that it was on (VERSION_BEFORE, the one before the newest, unless somebody published meanwhile).`,
        commands.aliasOf(arn, alias, region),
        commands.versionsOf(arn, region),
        commands.moveAlias(arn, alias, 'VERSION_BEFORE', region),
      ),
    ];
  return [
    hint(`${back} First:`, fetch, commands.fetchEnvironment(arn, region, 'environment.json')),
    hint(
      `Only once ${target.accessKeyId} and ${target.secretAccessKey} in environment.json are what old.json holds:`,
      commands.putEnvironment(arn, region, 'environment.json'),
      commands.shred('old.json', 'environment.json'),
    ),
  ];
}

/** `orders/aws` of `…:secret:orders/aws-AbCdEf`. */
export function nameOfSecret(arn: string): string {
  return last(arn).replace(/-[A-Za-z0-9]{6}$/, '');
}

function last(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
