import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RemoteError } from '../../lib/remote/call.ts';
import { signatureOf, webhookIssuer } from '../../lib/remote/webhook-issuer.ts';
import { type Answer, type Asked, type Service, startService } from './server.ts';

const CANARY = 'NIGHTWARDENCANARYvalue';
const KEY = 'k'.repeat(32);
const NOW = 1_764_000_000_000;
const ONE = { id: 'tok.1', status: 'Active', createdAt: '2026-11-26T12:00:00Z', idempotencyKey: null };

let bridge: Service;
let answered: Answer;
beforeAll(async () => {
  bridge = await startService(() => answered);
});
afterAll(() => bridge.stop());
beforeEach(() => {
  bridge.asked.length = 0;
});

const issuer = () =>
  webhookIssuer({ api: `${bridge.url}/v`, principal: 'shop', token: 'TOKEN', signingKey: KEY }, () => NOW);
const failing = async (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error as RemoteError,
  );
const last = () => bridge.asked.at(-1) as Asked;

describe('a bridge to a third party', () => {
  it.each`
    action          | call                                             | answer                                         | sent                                   | said
    ${'list'}       | ${() => issuer().list()}                         | ${{ credentials: [ONE] }}                      | ${{}}                                  | ${[ONE]}
    ${'create'}     | ${() => issuer().create('r-1.1')}                | ${{ id: 'tok.2', value: CANARY }}              | ${{ idempotencyKey: 'r-1.1' }}         | ${{ id: 'tok.2', value: CANARY }}
    ${'set-status'} | ${() => issuer().setStatus('tok.1', 'Inactive')} | ${{}}                                          | ${{ id: 'tok.1', status: 'Inactive' }} | ${undefined}
    ${'remove'}     | ${() => issuer().remove('tok.1')}                | ${{}}                                          | ${{ id: 'tok.1' }}                     | ${undefined}
    ${'use'}        | ${() => issuer().lastUse('tok.1')}               | ${{ lastUsedAt: '2026-11-26T12:00:00+00:00' }} | ${{ id: 'tok.1' }}                     | ${new Date('2026-11-26T12:00:00Z')}
    ${'use'}        | ${() => issuer().lastUse('tok.1')}               | ${{ lastUsedAt: null }}                        | ${{ id: 'tok.1' }}                     | ${null}
    ${'prove'}      | ${() => issuer().prove('tok.1', CANARY)}         | ${{ works: false }}                            | ${{ id: 'tok.1', value: CANARY }}      | ${'refused'}
  `('is asked to $action by a signed call', async ({ action, call, answer, sent, said }) => {
    answered = { status: 200, body: answer };
    expect(await (call as () => Promise<unknown>)()).toEqual(said);
    const { method, path, headers, body } = last();
    expect([method, path]).toEqual(['POST', ['v', action]]);
    expect(body).toEqual({ schema: 'nightwarden.webhook-issuer/1', action, principal: 'shop', ...sent });
    expect(headers.authorization).toBe('Bearer TOKEN');
    expect(headers['x-nightwarden-timestamp']).toBe('1764000000');
    expect(headers['x-nightwarden-signature']).toBe(signatureOf(KEY, '1764000000', JSON.stringify(body)));
  });

  it.each`
    why                       | answer                                                             | outcome
    ${'refuses the token'}    | ${{ status: 401, body: CANARY }}                                   | ${'failed'}
    ${'has no free slot'}     | ${{ status: 409, body: CANARY }}                                   | ${'failed'}
    ${'leads elsewhere'}      | ${{ status: 307, headers: { location: 'http://elsewhere/' } }}     | ${'failed'}
    ${'breaks'}               | ${{ status: 500, body: CANARY }}                                   | ${'lost'}
    ${'drops the connection'} | ${'drops'}                                                         | ${'lost'}
    ${'says too little'}      | ${{ status: 200, body: { id: 'tok.2' } }}                          | ${'lost'}
    ${'says too much'}        | ${{ status: 200, body: { id: 'a', value: CANARY, more: CANARY } }} | ${'lost'}
    ${'gives a value as id'}  | ${{ status: 200, body: { id: `a ${CANARY}`, value: CANARY } }}     | ${'lost'}
    ${'says nothing'}         | ${{ status: 200 }}                                                 | ${'lost'}
  `(
    'that $why: a creation is $outcome, sent once, and nothing that was said is passed on',
    async ({ answer, outcome }) => {
      answered = answer as Answer;
      const error = await failing(issuer().create('r-1.1'));
      expect(error?.outcome).toBe(outcome);
      expect(bridge.asked).toHaveLength(1);
      expect(JSON.stringify([error?.message, error?.stack, error?.cause])).not.toMatch(
        /NIGHTWARDENCANARY|TOKEN|kkkk/,
      );
    },
  );

  it.each([
    ['a status that is none', { ...ONE, status: 'Gone' }],
    ['a time that is none', { ...ONE, createdAt: 'yesterday' }],
    ['a field that is missing', { id: 'a', status: 'Active', createdAt: null }],
  ])('is not believed with %s in its list', async (_why, credential) => {
    answered = { status: 200, body: { credentials: [credential] } };
    expect((await failing(issuer().list()))?.message).toContain('not what its contract says');
  });

  it('tells of a third one as of any other: what decides sees that there is no slot', async () => {
    answered = { status: 200, body: { credentials: [ONE, { ...ONE, id: 'b' }, { ...ONE, id: 'c' }] } };
    expect(await issuer().list()).toHaveLength(3);
  });

  it('gets nothing over an open wire', async () => {
    const place = { api: 'http://bridge.example.com', principal: 'p', token: 't', signingKey: KEY };
    expect((await failing(webhookIssuer(place).list()))?.outcome).toBe('failed');
  });
});
