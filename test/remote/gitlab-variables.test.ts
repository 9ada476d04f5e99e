import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outcomeOf } from '../../lib/aws/rotation/outcome.ts';
import { RemoteError } from '../../lib/remote/call.ts';
import { gitlabVariables } from '../../lib/remote/gitlab-variables.ts';
import { aVariable, type Gitlab, PROJECT, startGitlab, TOKEN, type Variable } from './gitlab.ts';
import type { Asked } from './server.ts';

const VALUE = 'NIGHTWARDENCANARY/value+/==';
const NAMES = { id: 'AWS_ACCESS_KEY_ID', secret: 'AWS_SECRET_ACCESS_KEY' };
const VALUES = { id: 'AKIANEWAKIANEW', secret: VALUE };

let gitlab: Gitlab;
const start = async (secret: Partial<Variable> = {}) => {
  gitlab = await startGitlab([
    aVariable(NAMES.id, 'AKIAOLDAKIAOLD', { masked: false }),
    aVariable(NAMES.secret, 'old-old-old', secret),
  ]);
};
beforeEach(() => start());
afterEach(() => gitlab.stop());

const gateway = (change: { token?: string; project?: string } = {}) =>
  gitlabVariables({ api: gitlab.url, project: PROJECT, token: TOKEN, ...change });
const puts = () => gitlab.asked.filter(({ method }) => method === 'PUT').map(({ path }) => path.at(-1));
/** What an error says, and what is below it. */
const said = (error: Error | undefined) =>
  `${error?.message} ${error?.cause instanceof Error ? error.cause.message : ''}`;
const failing = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error as Error,
  );
const isPut =
  (name: string) =>
  ({ method, path }: Asked) =>
    method === 'PUT' && path.at(-1) === name;

describe('CI/CD variables of a project', () => {
  it('are written the secret first, and nothing else of them is changed', async () => {
    const before = gitlab.variables.get(NAMES.secret);
    await gateway().write(NAMES, VALUES);
    expect(puts()).toEqual([NAMES.secret, NAMES.id]);
    expect(await gateway().values(NAMES)).toEqual(VALUES);
    expect(gitlab.variables.get(NAMES.secret)).toEqual({ ...before, value: VALUE });
  });

  it.each`
    why                      | change                                 | todo
    ${'it is not masked'}    | ${{ masked: false }}                   | ${'is not masked: it would be shown in job logs'}
    ${'it is not protected'} | ${{ protected: false }}                | ${'is not protected'}
    ${'it is neither'}       | ${{ masked: false, protected: false }} | ${'is not masked and not protected'}
    ${'it is hidden'}        | ${{ hidden: true, value: null }}       | ${'shows no value: it is hidden'}
  `('are not written where $why', async ({ change, todo }) => {
    gitlab.stop();
    await start(change);
    const error = await failing(gateway().write(NAMES, VALUES));
    expect(outcomeOf(error)).toBe('failed');
    expect(said(error)).toContain(todo);
    expect(puts()).toEqual([]);
  });

  it.each`
    what                           | change                                 | todo
    ${'a project that is gone'}    | ${{ project: 'acme/gone' }}            | ${'there is no such project'}
    ${'a token that is not taken'} | ${{ token: 'NIGHTWARDENCANARYother' }} | ${'the token is not taken'}
  `('of $what are not known, and not written', async ({ change, todo }) => {
    const read = await failing(gateway(change).values(NAMES));
    expect(read?.message).toContain(todo);
    const error = await failing(gateway(change).write(NAMES, VALUES));
    expect(outcomeOf(error)).toBe('failed');
    expect(said(error)).not.toContain('CANARY');
    expect(puts()).toEqual([]);
  });

  it.each`
    why                                      | of              | status | outcome     | sent
    ${'the token may not write'}             | ${NAMES.secret} | ${403} | ${'failed'} | ${1}
    ${'there are several of a name'}         | ${NAMES.secret} | ${409} | ${'failed'} | ${1}
    ${'nobody knows what came of the first'} | ${NAMES.secret} | ${500} | ${'lost'}   | ${1}
    ${'only the secret is taken'}            | ${NAMES.id}     | ${403} | ${'lost'}   | ${4}
  `('come to $outcome when $why', async ({ of, status, outcome, sent }) => {
    gitlab.instead = (asked) => (isPut(of)(asked) ? { status } : undefined);
    const error = await failing(gateway().write(NAMES, VALUES));
    expect(error instanceof RemoteError ? error.outcome : outcomeOf(error)).toBe(outcome);
    expect(puts()).toHaveLength(sent);
    expect(said(error)).not.toContain('CANARY');
  });
});
