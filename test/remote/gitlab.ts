import * as z from 'zod';
import { type Answer, type Asked, type Service, startService } from './server.ts';

/** A project's variable as GitLab publishes it. https://docs.gitlab.com/api/project_level_variables/ */
const variable = z.strictObject({
  variable_type: z.enum(['env_var', 'file']),
  key: z.string().regex(/^\w{1,255}$/),
  value: z.string().nullable(),
  protected: z.boolean(),
  masked: z.boolean(),
  hidden: z.boolean(),
  raw: z.boolean(),
  environment_scope: z.string(),
  description: z.string().nullable(),
});
export type Variable = z.infer<typeof variable>;

/** What an update may say; what it leaves out stays. */
const update = variable.omit({ key: true, hidden: true }).partial().required({ value: true });
/** What GitLab takes as the value of a masked variable. https://docs.gitlab.com/ci/variables/#mask-a-cicd-variable */
const MASKABLE = /^[A-Za-z0-9+/=@:.~-]{8,}$/;

export interface Gitlab extends Service {
  readonly variables: Map<string, Variable>;
}

export const PROJECT = 'acme/shop';
export const TOKEN = 'glpat-NIGHTWARDENCANARYtoken';

export function aVariable(key: string, value: string, change: Partial<Variable> = {}): Variable {
  return {
    variable_type: 'env_var',
    key,
    value,
    protected: true,
    masked: true,
    hidden: false,
    raw: true,
    environment_scope: '*',
    description: null,
    ...change,
  };
}

export async function startGitlab(all: readonly Variable[]): Promise<Gitlab> {
  const variables = new Map(all.map((one) => [one.key, one]));
  function answer({ method, path, headers, body }: Asked): Answer {
    if (headers['private-token'] !== TOKEN) return { status: 401, body: { message: '401 Unauthorized' } };
    const [projects, project, kind, key = ''] = path;
    const there = variables.get(key);
    if (projects !== 'projects' || project !== PROJECT || kind !== 'variables' || there === undefined)
      return { status: 404, body: { message: '404 Variable Not Found' } };
    if (method === 'GET') return { status: 200, body: variable.parse(there) };
    const parsed = update.safeParse(body);
    const value = parsed.data?.value ?? '';
    if (method !== 'PUT' || !parsed.success || (there.masked && !MASKABLE.test(value)))
      return { status: 400 };
    const after = { ...there, ...parsed.data } as Variable;
    variables.set(key, after);
    return { status: 200, body: variable.parse(after) };
  }
  return Object.assign(await startService(answer), { variables });
}
