import { isRecord } from '../../core/model/records.ts';
import { emptied } from '../files/kept.ts';
import { field, type Item, texts } from '../keeping.ts';
import { redactedDocument } from '../keeping-documents.ts';
import { redactedValues } from '../keeping-values.ts';

const ARGUMENTS = ['DefaultArguments', 'NonOverridableArguments'] as const;

/**
 * One job as `get-jobs` writes it: its name and role and, redacted, its arguments and the nodes of a visual job, whose
 * options may hold a password. An ARN, a Region and tags may stand beside them. Of its command only that it is there.
 */
export async function keepJob(job: Item): Promise<Item> {
  const { Command, DefaultArguments, NonOverridableArguments, CodeGenConfigurationNodes, Tags } = job;
  const values = await redactedArguments([DefaultArguments, NonOverridableArguments]);
  return {
    ...texts(job, ['Name', 'Arn', 'Region', 'Role']),
    ...(Command === undefined ? {} : { Command: emptied(Command) }),
    ...Object.fromEntries(
      ARGUMENTS.filter((name) => job[name] !== undefined).map((name, at) => [name, values[at]]),
    ),
    ...(await field('CodeGenConfigurationNodes', CodeGenConfigurationNodes, redactedDocument)),
    ...(await field('Tags', Tags, (tags) =>
      isRecord(tags) ? texts(tags, Object.keys(tags)) : emptied(tags),
    )),
  };
}

/** Each map with its values redacted, all beside each other: a run is given both. */
async function redactedArguments(maps: readonly unknown[]): Promise<readonly unknown[]> {
  const given = maps.filter((map) => map !== undefined);
  const entries = given.flatMap((map) => (isRecord(map) ? Object.entries(map) : []));
  const values = [...(await redactedValues(entries.map(([name, value]) => ({ name, value }))))];
  return given.map((map) =>
    isRecord(map)
      ? Object.fromEntries(Object.keys(map).map((name) => [name, values.shift()] as const))
      : emptied(map),
  );
}
