import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceProofs } from '../../lib/remote/service-proof.ts';
import { type Answer, type Service, startService } from './server.ts';

const CANARY = 'NIGHTWARDENCANARYvalue';
const ADDRESS = 'https://bedrock.eu-west-1.amazonaws.com/foundation-models?a=b';
let service: Service;
let answered: Answer;
beforeAll(async () => {
  service = await startService(() => answered);
});
afterAll(() => service.stop());

const proofs = () =>
  serviceProofs(({ host, pathname, search }) => new URL(`/${host}${pathname}${search}`, service.url));

describe('a proof by the service itself', () => {
  it.each`
    answer                                             | proof
    ${{ status: 200, body: { said: CANARY } }}         | ${'works'}
    ${{ status: 401, body: { said: CANARY } }}         | ${'refused'}
    ${{ status: 403, body: { said: CANARY } }}         | ${'refused'}
    ${{ status: 204 }}                                 | ${'unknown'}
    ${{ status: 302, headers: { location: '/else' } }} | ${'unknown'}
    ${{ status: 404 }}                                 | ${'unknown'}
    ${{ status: 429 }}                                 | ${'unknown'}
    ${{ status: 500, body: { said: CANARY } }}         | ${'unknown'}
    ${'drops'}                                         | ${'unknown'}
    ${'hangs'}                                         | ${'unknown'}
  `('that is answered by $answer: $proof', async ({ answer, proof }) => {
    answered = answer as Answer;
    service.asked.length = 0;
    expect(await proofs().proves(ADDRESS, `Bearer ${CANARY}`)).toBe(proof);
    // Once, and never where a redirect leads.
    expect(service.asked).toHaveLength(1);
    expect(service.asked[0]?.path).toEqual(['bedrock.eu-west-1.amazonaws.com', 'foundation-models']);
  });

  it('goes over no open wire', async () => {
    service.asked.length = 0;
    expect(await proofs().proves(ADDRESS.replace('https', 'http'), `Bearer ${CANARY}`)).toBe('unknown');
    expect(service.asked).toEqual([]);
  });
});
