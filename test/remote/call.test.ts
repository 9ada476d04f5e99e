import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RemoteError, remoteCall, tokenIn } from '../../lib/remote/call.ts';
import { type Answer, type Service, startService } from './server.ts';

const CANARY = 'NIGHTWARDENCANARYvalue';
let service: Service;
let other: Service;
let answered: Answer;
beforeAll(async () => {
  service = await startService(() => answered);
  other = await startService(() => ({ status: 200, body: {} }));
});
afterAll(() => {
  service.stop();
  other.stop();
});
beforeEach(() => {
  other.asked.length = 0;
});

const put = (api = service.url, limitMs = 300) =>
  remoteCall({
    method: 'PUT',
    api,
    path: ['a/b', 'c'],
    headers: { authorization: `Bearer ${CANARY}` },
    body: { value: CANARY },
    limitMs,
  });
const failing = async (api?: string) =>
  put(api).then(
    () => undefined,
    (error: unknown) => error as RemoteError,
  );

describe('a call to a service outside AWS', () => {
  it('goes to the address that was configured, each part of its path encoded', async () => {
    answered = { status: 200, body: { fine: true } };
    expect(await put(`${service.url}/api/`)).toEqual({ status: 200, body: { fine: true } });
    expect(service.asked.at(-1)).toMatchObject({ method: 'PUT', path: ['api', 'a/b', 'c'] });
  });

  it.each`
    answer                                                        | outcome     | todo
    ${{ status: 401, body: CANARY }}                              | ${'failed'} | ${'store a new one in its secret'}
    ${{ status: 403, body: CANARY }}                              | ${'failed'} | ${'give it the permission'}
    ${{ status: 403, headers: { 'x-ratelimit-remaining': '0' } }} | ${'failed'} | ${'tried again later'}
    ${{ status: 403, headers: { 'retry-after': '60' } }}          | ${'failed'} | ${'tried again later'}
    ${{ status: 429, body: CANARY }}                              | ${'failed'} | ${'tried again later'}
    ${{ status: 404, body: CANARY }}                              | ${'failed'} | ${'make it by hand once, or correct the copy'}
    ${{ status: 409, body: CANARY }}                              | ${'failed'} | ${'leave one of them'}
    ${{ status: 422, body: CANARY }}                              | ${'failed'} | ${'does not take this call'}
    ${{ status: 408, body: CANARY }}                              | ${'lost'}   | ${'nobody knows'}
    ${{ status: 500, body: CANARY }}                              | ${'lost'}   | ${'nobody knows'}
    ${{ status: 502, body: CANARY }}                              | ${'lost'}   | ${'nobody knows'}
    ${{ status: 200, body: `<html>${CANARY}` }}                   | ${'lost'}   | ${'see that api is the address of its REST API'}
    ${{ status: 200, body: { long: 'x'.repeat(1_100_000) } }}     | ${'lost'}   | ${'no JSON of at most 1000000 bytes'}
    ${'hangs'}                                                    | ${'lost'}   | ${'did not answer in time'}
    ${'drops'}                                                    | ${'lost'}   | ${'looked at again later'}
  `(
    'that is answered by $answer.status$answer is $outcome, and says what to do',
    async ({ answer, outcome, todo }) => {
      answered = answer;
      const error = await failing();
      expect(error).toBeInstanceOf(RemoteError);
      expect(error?.outcome).toBe(outcome);
      expect(error?.message).toContain(todo);
      expect(`${error?.message}${error?.stack}${JSON.stringify(error)}`).not.toContain('CANARY');
    },
  );

  it('follows no redirect, so that no token reaches another host', async () => {
    answered = { status: 307, headers: { location: `${other.url}/a` } };
    const error = await failing();
    expect(error).toMatchObject({ outcome: 'failed', status: 307 });
    expect(error?.message).toContain('put the address that it leads to into api');
    expect(other.asked).toEqual([]);
  });

  it('was surely not made where nobody listens, and where the address is no https', async () => {
    const gone = await startService(() => 'hangs');
    gone.stop();
    expect(await failing(gone.url)).toMatchObject({ outcome: 'failed' });
    expect(await failing('https://nobody.invalid')).toMatchObject({ outcome: 'failed' });
    const open = await failing('http://gitlab.example.com');
    expect(open).toMatchObject({ outcome: 'failed' });
    expect(open?.message).toContain('no https address');
  });
});

describe('a token', () => {
  it.each([
    ['as it is', ' glpat-abc\n', 'glpat-abc'],
    ['in the field token', '{"token":"glpat-abc","owner":"me"}', 'glpat-abc'],
  ])('is taken %s', (_how, text, token) => expect(tokenIn(text)).toBe(token));

  it.each(['', '{"user":"x"}', 'a\nb', `${CANARY} ${CANARY}`, 'null'.repeat(400)])(
    'is not taken from %j, which is told without it',
    (text) => {
      expect(() => tokenIn(text)).toThrow('store the token in it');
      expect(() => tokenIn(text)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('CANARY') }),
      );
    },
  );
});
