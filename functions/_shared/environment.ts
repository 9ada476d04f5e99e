import type * as z from 'zod/mini';

/**
 * What a worker is told by its environment.
 * @throws {Error} naming the variables, never their values, when the deployment forgot some
 */
export function readEnvironment<T>(
  schema: z.ZodMiniType<T>,
  environment: NodeJS.ProcessEnv = process.env,
): T {
  const read = schema.safeParse(environment);
  if (read.success) return read.data;
  throw forgotten(read.error.issues.map(({ path }) => path.join('.')));
}

/** @throws {Error} naming the variable when the deployment forgot it */
export function told(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  const value = environment[name];
  if (value === undefined || value === '') throw forgotten([name]);
  return value;
}

function forgotten(names: readonly string[]): Error {
  const variables = names.length === 1 ? 'variable' : 'variables';
  return new Error(`expected environment ${variables} ${names.join(', ')}: deploy the stack again`);
}
