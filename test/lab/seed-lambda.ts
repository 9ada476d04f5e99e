import { CreateFunctionCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { firstKeyOf, made, type PlantedCredential, type SeededKey } from './seeding.ts';
import type { WorldFunction } from './world.ts';

/** An empty ZIP archive: the end record alone. The functions are there to be looked at, not run. */
const EMPTY_ZIP = Buffer.concat([Buffer.from('PK\u0005\u0006', 'latin1'), Buffer.alloc(18)]);

/** @returns what may lie in its environment, by the function's ARN */
export async function seedFunction(
  lambda: LambdaClient,
  wanted: WorldFunction,
  { roles, keys }: { roles: ReadonlyMap<string, string>; keys: readonly SeededKey[] },
): Promise<PlantedCredential> {
  const variables = Object.entries(wanted.environment).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : firstKeyOf(keys, value.keyOf),
  ]);
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: wanted.name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: made(roles.get(wanted.role), `role ${wanted.role}`),
      Code: { ZipFile: EMPTY_ZIP },
      Environment: { Variables: Object.fromEntries(variables) },
      Tags: wanted.tags,
    }),
  );
  return { credential: made(FunctionArn, `function ${wanted.name}`), planted: wanted };
}
