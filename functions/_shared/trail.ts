import { fromEnv } from '@aws-sdk/credential-providers';
import { awsClients } from '../../lib/aws/clients.ts';
import { bucketStore } from '../../lib/aws/s3.ts';
import type { Policy } from '../../lib/core/model/policy.ts';
import type { TrailFiles } from '../../lib/usecases/night/target.ts';
import type { Settings } from './settings.ts';

/** The way to a trail's files, as the worker itself: in an organisation too they lie in one bucket for all accounts. */
export function trailFiles(settings: Settings, { budgets }: Policy): TrailFiles | undefined {
  const {
    AWS_REGION: home,
    NIGHTWARDEN_TRAIL_BUCKET: bucket,
    NIGHTWARDEN_TRAIL_REGION: region = home,
    NIGHTWARDEN_TRAIL_PREFIX: prefix = '',
    NIGHTWARDEN_TRAIL_ORGANISATION: organisation,
    NIGHTWARDEN_TRAIL_DAYS: days = 90,
  } = settings;
  if (bucket === undefined) return undefined;
  const clients = awsClients({ budgets, credentials: fromEnv() });
  return { place: { bucket, prefix, organisation }, bucket: bucketStore(clients, region, bucket), days };
}
