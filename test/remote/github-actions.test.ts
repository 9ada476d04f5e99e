import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outcomeOf } from '../../lib/aws/rotation/outcome.ts';
import { RemoteError } from '../../lib/remote/call.ts';
import { githubActions } from '../../lib/remote/github-actions.ts';
import { type Github, REPOSITORY, startGithub, TOKEN } from './github.ts';
import type { Answer, Asked } from './server.ts';

const VALUE = 'NIGHTWARDENCANARY/value+/==';
const NAMES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
const VALUES = { AWS_ACCESS_KEY_ID: 'AKIANEW', AWS_SECRET_ACCESS_KEY: VALUE };

let github: Github;
beforeEach(async () => {
  github = await startGithub(NAMES);
});
afterEach(() => github.stop());

const gateway = (change: { token?: string; repository?: string } = {}) =>
  githubActions({ api: github.url, repository: REPOSITORY, token: TOKEN, ...change }, 900);
const puts = () => github.asked.filter(({ method }) => method === 'PUT').map(({ path }) => path.at(-1));
/** What an error says, and what is below it. */
const said = (error: Error | undefined) =>
  `${error?.message} ${error?.cause instanceof Error ? error.cause.message : ''}`;
const failing = (write: Promise<unknown>) =>
  write.then(
    () => undefined,
    (error: unknown) => error as Error,
  );
/** How the nth of some calls is answered. */
const nth = (method: string, wanted: number, answer: Answer) => {
  let at = 0;
  return (asked: Asked) => {
    if (asked.method !== method) return undefined;
    at += 1;
    return at === wanted ? answer : undefined;
  };
};

describe('Actions secrets of a repository', () => {
  it('are sealed so that only the repository can open them, and the values are in nothing that is sent', async () => {
    await gateway().write(VALUES);
    expect([...github.secrets]).toEqual(Object.entries(VALUES));
    expect(JSON.stringify(github.asked)).not.toContain(VALUE);
  });

  it('show when they were changed, and nothing else', async () => {
    const first = await gateway().sign(NAMES);
    expect(await gateway().sign(NAMES)).toBe(first);
    const second = await gateway().write(VALUES);
    expect(second).not.toBe(first);
    expect(await gateway().sign(NAMES)).toBe(second);
    github.change('AWS_SECRET_ACCESS_KEY', 'by hand');
    expect(await gateway().sign(NAMES)).not.toBe(second);
    expect(await gateway().sign(['AWS_ACCESS_KEY_ID', 'GONE'])).toBeNull();
  });

  it.each`
    what                           | change                                 | todo
    ${'a repository that is gone'} | ${{ repository: 'acme/gone' }}         | ${'there is no such project'}
    ${'a token that is not taken'} | ${{ token: 'NIGHTWARDENCANARYother' }} | ${'the token is not taken'}
  `('of $what are not known, and nothing is written', async ({ change, todo }) => {
    const read = await failing(gateway(change).sign(NAMES));
    expect(read).toBeInstanceOf(RemoteError);
    expect(read?.message).toContain(todo);
    const error = await failing(gateway(change).write(VALUES));
    expect(outcomeOf(error)).toBe('failed');
    expect(puts()).toEqual([]);
    expect(said(error)).not.toContain('CANARY');
  });

  it.each`
    why                                          | instead                                                                                                                  | outcome     | sent
    ${'the token may not write'}                 | ${nth('PUT', 1, { status: 403 })}                                                                                        | ${'failed'} | ${1}
    ${'there were too many calls'}               | ${nth('PUT', 1, { status: 429 })}                                                                                        | ${'failed'} | ${1}
    ${'nobody knows what came of the first'}     | ${nth('PUT', 1, { status: 502 })}                                                                                        | ${'lost'}   | ${1}
    ${'the second is not taken at once'}         | ${nth('PUT', 2, { status: 503 })}                                                                                        | ${'done'}   | ${3}
    ${'the second is never taken'}               | ${({ method, path }: Asked) => (method === 'PUT' && path.at(-1) === NAMES[1] ? { status: 403 } : undefined)}             | ${'lost'}   | ${4}
    ${'the key that it is sealed for is no key'} | ${({ path }: Asked) => (path.at(-1) === 'public-key' ? { status: 200, body: { key_id: '1', key: 'AAAA' } } : undefined)} | ${'failed'} | ${0}
  `('come to $outcome when $why', async ({ instead, outcome, sent }) => {
    github.instead = instead;
    const error = await failing(gateway().write(VALUES));
    const came =
      error === undefined ? 'done' : error instanceof RemoteError ? error.outcome : outcomeOf(error);
    expect(came).toBe(outcome);
    expect(puts()).toHaveLength(sent);
    expect(said(error)).not.toContain('CANARY');
  });

  it('that show no change after they were written are not known', async () => {
    const still = { status: 200, body: { name: 'x', created_at: 'x', updated_at: '2026-01-01T00:00:00Z' } };
    github.instead = ({ method, path }) =>
      method === 'GET' && path.at(-1) !== 'public-key' ? still : undefined;
    expect(outcomeOf(await failing(gateway().write(VALUES)))).toBe('lost');
    expect(puts()).toHaveLength(2);
  });
});
