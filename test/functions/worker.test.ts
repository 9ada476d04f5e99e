import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { InputError } from '../../lib/ports/input-error.ts';

const said: string[] = [];

beforeEach(() => {
  said.length = 0;
  // By it the library writes to the console that can be listened to.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  for (const level of ['error', 'warn', 'info', 'log'] as const)
    vi.spyOn(console, level).mockImplementation((text: string) => {
      said.push(text);
    });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function handlerThat(work: (input: { readonly n: number }) => Promise<unknown>) {
  const { worker } = await import('../../functions/_shared/worker.ts');
  const handler = worker(z.object({ n: z.number() }), work);
  const context = { functionName: 'f', awsRequestId: 'r', getRemainingTimeInMillis: () => 60_000 };
  return (event: unknown) => handler(event, context);
}

describe('a worker', () => {
  it('hands the parsed input to one use-case and answers what it tells, without a word', async () => {
    const handler = await handlerThat(async ({ n }) => ({ twice: n * 2 }));
    expect(await handler({ n: 2, more: 'NIGHTWARDENCANARY' })).toEqual({ twice: 4 });
    expect(said).toEqual([]);
  });

  it('refuses an input that is not what it should be, and logs nothing of it', async () => {
    const handler = await handlerThat(async () => 'never');
    await expect(handler({ n: 'NIGHTWARDENCANARY' })).rejects.toThrow('invalid_type');
    expect(said.join()).toContain('the worker failed');
    expect(said.join()).not.toContain('NIGHTWARDENCANARY');
  });

  it('logs an error by its name and place, never by what AWS said, and fails by the same name', async () => {
    const fault = Object.assign(new Error('token NIGHTWARDENCANARY'), { name: 'ThrottlingException' });
    const handler = await handlerThat(() => Promise.reject(fault));
    await expect(handler({ n: 1 })).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(said.join()).toContain('ThrottlingException');
    expect(said.join()).not.toContain('NIGHTWARDENCANARY');
  });

  it('says what is wrong with what people handed over', async () => {
    const handler = await handlerThat(() => Promise.reject(new InputError('policy.yaml: expected a map')));
    await expect(handler({ n: 1 })).rejects.toMatchObject({ name: 'InputError' });
    expect(said.join()).toContain('policy.yaml: expected a map');
  });

  it('tells figures in one document', async () => {
    const { Metrics } = await import('@aws-lambda-powertools/metrics');
    const added = vi.spyOn(Metrics.prototype, 'addMetric');
    const told = vi.spyOn(Metrics.prototype, 'publishStoredMetrics').mockReturnThis();
    const { tellFigures } = await import('../../functions/_shared/metrics.ts');
    tellFigures({ NightsEnded: 1, Gaps: 7 });
    expect(added.mock.calls).toEqual([
      ['NightsEnded', 'Count', 1],
      ['Gaps', 'Count', 7],
    ]);
    expect(told).toHaveBeenCalledOnce();
  });
});
