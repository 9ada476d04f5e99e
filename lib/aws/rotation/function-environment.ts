import { setTimeout as sleep } from 'node:timers/promises';
import {
  type FunctionConfiguration,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { AnswerError } from '../errors.ts';
import { LIMITS, type RotationClients, writeLimit } from './limits.ts';
import { HalfDoneError, prepared } from './outcome.ts';
import type { RoleActions } from './role-actions.ts';

export const roleActions = {
  // Its answer holds the environment's values: of a copy, only the key id is kept.
  prober: ['lambda:GetFunctionConfiguration', 'lambda:GetAlias'],
  publisher: [
    'lambda:GetFunctionConfiguration',
    'lambda:UpdateFunctionConfiguration',
    'lambda:PublishVersion',
    'lambda:GetAlias',
    'lambda:UpdateAlias',
  ],
} as const satisfies RoleActions;

export interface FunctionEnvironmentGateway {
  /**
   * One variable, as callers meet it.
   * @param alias null: callers use $LATEST
   * @returns null: there is no such variable
   * @throws {AnswerError} when an alias sends calls to two versions: somebody is about to change it
   */
  variable(arn: string, alias: string | null, name: string): Promise<string | null>;
  /**
   * Sets variables and leaves the others, compare and swap by RevisionId; then waits for the function to have taken
   * them, and moves the alias to a version that has.
   * @throws {AnswerError} when they can't be read, so that setting some would lose the others
   */
  set(arn: string, alias: string | null, variables: Readonly<Record<string, string>>): Promise<void>;
}

const POLL_MS = 500;

export function functionEnvironmentGateway(
  { reads, writes }: RotationClients,
  region: string,
): FunctionEnvironmentGateway {
  const reader = reads.client(LambdaClient, 'lambda', region);
  const writer = writes.client(LambdaClient, 'lambda', region);

  function configuration(FunctionName: string, alias: string | null): Promise<FunctionConfiguration> {
    const Qualifier = alias === null ? {} : { Qualifier: alias };
    return reader.send(new GetFunctionConfigurationCommand({ FunctionName, ...Qualifier }));
  }

  async function settled(arn: string): Promise<FunctionConfiguration> {
    const deadline = performance.now() + LIMITS.settleMs;
    for (;;) {
      const told = await configuration(arn, null);
      if (told.LastUpdateStatus === 'Successful') return told;
      if (told.LastUpdateStatus === 'Failed' || performance.now() >= deadline)
        throw new Error('the function has not taken its environment, and nobody knows whether it will');
      await sleep(POLL_MS);
    }
  }

  async function moveAlias(arn: string, alias: string, revision: string | undefined): Promise<void> {
    const { RevisionId: ofAlias } = await unweighted(arn, alias);
    const published = await writer.send(
      new PublishVersionCommand({
        FunctionName: arn,
        ...(revision === undefined ? {} : { RevisionId: revision }),
      }),
      writeLimit(),
    );
    await writer.send(
      new UpdateAliasCommand({
        FunctionName: arn,
        Name: alias,
        FunctionVersion: published.Version,
        ...(ofAlias === undefined ? {} : { RevisionId: ofAlias }),
      }),
      writeLimit(),
    );
  }

  async function unweighted(FunctionName: string, Name: string) {
    const told = await reader.send(new GetAliasCommand({ FunctionName, Name }));
    if (Object.keys(told.RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0)
      throw new AnswerError('the alias sends its calls to two versions');
    return told;
  }

  async function asItIs(arn: string, alias: string | null) {
    if (alias !== null) await unweighted(arn, alias);
    const told = await configuration(arn, null);
    return { known: variablesOf(told), RevisionId: told.RevisionId };
  }

  async function follow(arn: string, alias: string | null, wasSet: boolean): Promise<void> {
    try {
      const { RevisionId } = await settled(arn);
      if (alias !== null) await moveAlias(arn, alias, RevisionId);
    } catch (cause) {
      if (wasSet) throw cause;
      throw new HalfDoneError('the environment was given, and its callers may not have it yet', { cause });
    }
  }

  return {
    async variable(arn, alias, name) {
      if (alias !== null) await unweighted(arn, alias);
      return variablesOf(await configuration(arn, alias))[name] ?? null;
    },
    async set(arn, alias, variables) {
      const { known, RevisionId } = await prepared(
        () => asItIs(arn, alias),
        'the environment could not be read',
      );
      const isSet = Object.entries(variables).every(([name, value]) => known[name] === value);
      if (!isSet) {
        await writer.send(
          new UpdateFunctionConfigurationCommand({
            FunctionName: arn,
            Environment: { Variables: { ...known, ...variables } },
            ...(RevisionId === undefined ? {} : { RevisionId }),
          }),
          writeLimit(),
        );
      }
      await follow(arn, alias, isSet);
    },
  };
}

function variablesOf({ Environment }: FunctionConfiguration): Readonly<Record<string, string>> {
  if (Environment?.Error !== undefined) throw new AnswerError('AWS could not decrypt the environment');
  return Environment?.Variables ?? {};
}
