import * as z from 'zod';
import { PROVABLE, REPOSITORY } from '../../core/rotation/kinds/service.ts';
import { wholeOf } from './fields.ts';

const aLife = 'a whole number of days, from 1 to 36600';
const aRepository = 'the name of a CodeCommit repository';

/** The service that IAM made a credential for, and what it is proved by. */
export const service = z.strictObject(
  {
    name: z.enum(PROVABLE, { error: PROVABLE.join(' or ') }),
    days: z.exactOptional(wholeOf(1, aLife).max(36_600, { error: aLife })),
    repository: z.exactOptional(z.string({ error: aRepository }).regex(REPOSITORY, { error: aRepository })),
  },
  { error: `name (${PROVABLE.join(' or ')}) of a service, and a repository of CodeCommit` },
);
