import { prepared } from '../../../aws/rotation/outcome.ts';
import type { Hand } from './hand.ts';
import { evidenceKey } from './names.ts';

/**
 * What is known of a leaked credential before anything of it goes for good: its keys, their last use, and the
 * newest events that CloudTrail has of them. All of it or nothing: evidence with a part unread is none.
 */
export async function seal({ ports, kind, row }: Hand): Promise<void> {
  const { plan, rotation } = row;
  const evidence = await prepared(async () => {
    const keys = await kind.evidence(ports.clock.now());
    return {
      schema: 'nightwarden.rotation-evidence/1',
      rotation,
      principal: plan.principal,
      exposed: row.exposed,
      sealedAt: new Date(ports.clock.now()).toISOString(),
      denied: await kind.denied(),
      dependents: plan.dependents,
      keys,
    };
  }, 'the evidence could not be read');
  const body = new TextEncoder().encode(`${JSON.stringify(evidence, null, 2)}\n`);
  await ports.evidence.write(evidenceKey(rotation), body);
}
