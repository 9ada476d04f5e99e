import { NotCalledError, prepared } from '../../../aws/rotation/outcome.ts';
import type { Call } from '../../../core/rotation/calls.ts';
import { kindOf } from '../kinds/index.ts';
import { type Hand, secretOf } from './hand.ts';
import { writeGithub, writeGitlab } from './remote.ts';

/**
 * Writes one declared copy from the secret's pinned version, and nothing when that holds another key.
 * @returns what the outside shows of it from then on, where it can't be read back; else null
 */
export async function writeCopy(
  { ports, gateways, row }: Hand,
  { copy, version, key }: Extract<Call, { do: 'writeCopy' }>,
): Promise<string | null> {
  const { targets, shape } = row.plan.where;
  const target = targets[copy];
  const { text, value } = await prepared(async () => {
    const stored = await gateways.secrets.value(secretOf(row), version);
    const found = kindOf(row.plan).valueIn(shape, stored);
    if (found?.id !== key) throw new Error('the version holds another key');
    return { text: stored, value: found };
  }, 'the value could not be read');
  switch (target?.in) {
    case 'lambda-environment': {
      const variables = {
        [target.accessKeyId]: value.id,
        [target.secretAccessKey]: value.secret,
      };
      await gateways.functions(target.arn).set(target.arn, target.alias, variables);
      return null;
    }
    case 'parameter':
      await gateways.parameters(target.region).overwrite(target.name, text);
      return null;
    case 'secret':
      await gateways
        .secretCopies(target.arn)
        .replace(target.arn, version, (there) => kindOf(row.plan).withValue(shape, there, value));
      return null;
    case 'github-actions':
      return writeGithub(ports.clients, target, value);
    case 'gitlab':
      await writeGitlab(ports.clients, target, value);
      return null;
    case 'person':
    case undefined:
      throw new NotCalledError(`no hand can write a copy in ${target?.in ?? 'no declared place'}`);
  }
}
