import type { Target } from '../where.ts';
import { asked } from './items.ts';
import type { ExposureFacts, Found } from './judge.ts';

/** Whoever outside had it: no call of AWS tells what they did with it. */
export function originItems({ row }: ExposureFacts): readonly Found[] {
  const { targets } = row.plan.where;
  const outside = Object.entries(targets).flatMap(([id, target]) => {
    const who = partyOf(target);
    return who === undefined ? [] : [{ id, who }];
  });
  return [
    asked(
      'origin',
      'where it was found is not known to be clean',
      'have it taken down there (history, forks, caches, tickets, chats, backups), or attest why that is not needed any more',
    ),
    ...outside.map(({ id, who }) =>
      asked(
        `party ${id}`,
        `${who} has had it, and has not confirmed that it is gone`,
        'ask them, then attest',
      ),
    ),
  ];
}

function partyOf(target: Target): string | undefined {
  switch (target.in) {
    case 'github-actions':
      return `GitHub repository ${target.repository}`;
    case 'gitlab':
      return `GitLab project ${target.project}`;
    case 'person':
      return target.who;
    case 'secret':
    case 'parameter':
    case 'lambda-environment':
      return undefined;
  }
}
