import { GetJobsCommand, GetTagsCommand, GlueClient, type Job } from '@aws-sdk/client-glue';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

export const actions = ['glue:GetTags'] as const;

/** Answers in plain text what lies in the jobs' arguments: granted apart, and redacted by whoever calls. */
export const secretReadingActions = ['glue:GetJobs'] as const;

export interface GlueJobsGateway {
  /** Pages of jobs, their arguments in plain text. */
  jobs(): AsyncIterable<readonly Job[]>;
  tags(arn: string): Promise<Readonly<Record<string, string>>>;
}

export function glueJobsGateway(clients: AwsClients, region: string): GlueJobsGateway {
  const client = clients.client(GlueClient, 'glue', region);
  return {
    async *jobs() {
      const list = pages(
        (token) =>
          client.send(
            new GetJobsCommand({ MaxResults: 1000, ...(token === undefined ? {} : { NextToken: token }) }),
          ),
        ({ NextToken }) => NextToken,
      );
      for await (const { Jobs = [] } of list) yield Jobs;
    },
    async tags(arn) {
      const { Tags = {} } = await client.send(new GetTagsCommand({ ResourceArn: arn }));
      return Tags;
    },
  };
}
