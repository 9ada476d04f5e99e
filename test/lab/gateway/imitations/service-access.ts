// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Answer, faultAnswer, iamAnswer } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Identities } from '../identities.ts';
import type { Imitation } from '../imitation.ts';
import { isoSeconds } from '../moments.ts';
import type { Upstream } from '../upstream.ts';
import { element, leaf, type XmlElement } from '../xml.ts';
import { grantedServices } from './granted-services.ts';
import { cut, offsetOf } from './iam-pages.ts';

interface Job {
  readonly arn: string;
  /** Only who had it made may read it. */
  readonly creator: string;
  readonly at: number;
  readonly services: readonly string[];
}

/** When a principal reached what it may: all of it `at`, but for what is named; null: not in 400 days. */
interface Access {
  readonly at: number | null;
  readonly services: Readonly<Record<string, number | null>>;
}

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const request = z.strictObject({
  arn: z.string(),
  at: instant.nullable(),
  services: z.record(z.string(), instant.nullable()).default({}),
});

/** Which services a user or role may reach by its policies, and when it did. Jobs are done at once. */
export function serviceAccess(upstream: Upstream, who: Identities, now: () => number): Imitation {
  const jobs = new Map<string, Job>();
  const accesses = new Map<string, Access>();

  async function answer(call: Call): Promise<Answer | undefined> {
    if (call.service !== 'iam') return undefined;
    if (call.action === 'GenerateServiceLastAccessedDetails') return generate(call);
    return call.action === 'GetServiceLastAccessedDetails' ? get(call) : undefined;
  }

  async function generate(call: Call): Promise<Answer> {
    const { accountId, arn: creator } = await who.of(call.accessKeyId);
    const arn = call.form.get('Arn') ?? '';
    const services = await grantedServices(upstream.iam(accountId), arn);
    if (services === undefined)
      return faultAnswer(call, { status: 404, code: 'NoSuchEntity', message: `ARN ${arn} does not exist.` });
    const id = randomUUID();
    jobs.set(id, { arn, creator, at: now(), services });
    return iamAnswer(call.action, [leaf('JobId', id)]);
  }

  async function get(call: Call): Promise<Answer> {
    const { arn: asker } = await who.of(call.accessKeyId);
    const job = jobs.get(call.form.get('JobId') ?? '');
    if (job === undefined || job.creator !== asker)
      return faultAnswer(call, { status: 404, code: 'NoSuchEntity', message: 'No such job.' });
    const list = job.services.map((name) => element('member', reached(name, job.arn)));
    const result = element('result', [
      leaf('JobStatus', 'COMPLETED'),
      leaf('JobType', 'SERVICE_LEVEL'),
      leaf('JobCreationDate', isoSeconds(job.at)),
      leaf('JobCompletionDate', isoSeconds(job.at)),
      element('ServicesLastAccessed', list),
    ]);
    const size = Number(call.form.get('MaxItems') ?? 100);
    cut(result, ['ServicesLastAccessed'], offsetOf(call.form.get('Marker')) ?? 0, size);
    return iamAnswer(call.action, result.children);
  }

  function reached(namespace: string, arn: string): XmlElement[] {
    const { at = null, services = {} } = accesses.get(arn) ?? {};
    const own = services[namespace];
    const moment = own === undefined ? at : own;
    return [
      leaf('ServiceName', namespace),
      leaf('ServiceNamespace', namespace),
      leaf('TotalAuthenticatedEntities', moment === null ? '0' : '1'),
      ...(moment === null
        ? []
        : [
            leaf('LastAuthenticated', isoSeconds(moment)),
            leaf('LastAuthenticatedEntity', arn),
            leaf('LastAuthenticatedRegion', 'us-east-1'),
          ]),
    ];
  }

  async function observe(call: Call, { status }: Answer): Promise<void> {
    if (status !== 200 || call.accessKeyId === undefined) return;
    const { type, arn, issuer } = await who.of(call.accessKeyId);
    const principal = type === 'AssumedRole' ? issuer?.arn : type === 'IAMUser' ? arn : undefined;
    if (principal === undefined) return;
    const known = accesses.get(principal) ?? { at: null, services: {} };
    accesses.set(principal, { ...known, services: { ...known.services, [call.service]: call.at } });
  }

  function post(body: unknown): object {
    const { arn, ...access } = request.parse(body);
    accesses.set(arn, access);
    return { ok: true };
  }
  function reset(): void {
    jobs.clear();
    accesses.clear();
  }
  return { answer, observe, reset, controls: { 'service-access': { post, reset } } };
}
