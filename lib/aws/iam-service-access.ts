import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  type GetServiceLastAccessedDetailsResponse,
  IAMClient,
  type ServiceLastAccessed,
} from '@aws-sdk/client-iam';
import type { AwsClients } from './clients.ts';
import { AnswerError } from './errors.ts';
import { nextMarker, pages } from './pages.ts';

export const actions = [
  'iam:GenerateServiceLastAccessedDetails',
  'iam:GetServiceLastAccessedDetails',
] as const;

export interface ServiceAccessAnswer {
  readonly services: readonly ServiceLastAccessed[];
  readonly completedAt: Date;
}

export interface ServiceAccessGateway {
  /** Has AWS look up which services a user or role reached, and waits for it: a few seconds as a rule. */
  lastAccessed(arn: string): Promise<ServiceAccessAnswer>;
}

/** A job is done in seconds; asked at once it never is, and each question is a call. */
const WAITS_MS = [1, 2, 3, 5, 10, 15, 30].map((seconds) => seconds * 1000);

export function serviceAccessGateway(
  clients: AwsClients,
  region: string,
  sleep: (ms: number) => Promise<void>,
): ServiceAccessGateway {
  const client = clients.client(IAMClient, 'iam', region);
  const ask = (JobId: string, token?: string) =>
    client.send(
      new GetServiceLastAccessedDetailsCommand({
        JobId,
        MaxItems: 1000,
        ...(token === undefined ? {} : { Marker: token }),
      }),
    );

  async function finished(job: string): Promise<GetServiceLastAccessedDetailsResponse> {
    for (const wait of WAITS_MS) {
      await sleep(wait);
      const answer = await ask(job);
      if (answer.JobStatus === 'COMPLETED') return answer;
      if (answer.JobStatus !== 'IN_PROGRESS')
        throw new AnswerError('AWS could not look up which services were last accessed');
    }
    throw new AnswerError('AWS was still looking up which services were last accessed after a minute');
  }

  return {
    async lastAccessed(Arn) {
      const { JobId } = await client.send(
        new GenerateServiceLastAccessedDetailsCommand({ Arn, Granularity: 'SERVICE_LEVEL' }),
      );
      if (JobId === undefined) throw new AnswerError('AWS named no job for the services last accessed');
      const first = await finished(JobId);
      const { JobCompletionDate: completedAt } = first;
      if (completedAt === undefined)
        throw new AnswerError('the services last accessed came without the moment they are of');
      const services: ServiceLastAccessed[] = [];
      const list = pages(async (token) => (token === undefined ? first : ask(JobId, token)), nextMarker);
      for await (const page of list) services.push(...(page.ServicesLastAccessed ?? []));
      return { services, completedAt };
    },
  };
}
