import * as z from 'zod/mini';
import { isRecord } from '../../core/model/records.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { parseApplications, type Telling } from '../parse/applications.ts';
import { arn, arnPlace } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const credential = z.object({ arn: arn('codebuild'), serverType: z.string(), authType: z.string() });

/** Ways of signing in whose credential lies elsewhere: a connection that hands out short-lived tokens, or a secret. */
const ELSEWHERE: ReadonlySet<string> = new Set(['CODECONNECTIONS', 'SECRETS_MANAGER']);

const HOSTS: Readonly<Record<string, string>> = {
  GITHUB: 'github.com',
  BITBUCKET: 'bitbucket.org',
  GITLAB: 'gitlab.com',
};

/** Reads what CodeBuild itself keeps to sign in to source providers with. */
export function parseSourceCredential(part: Part, manifest: Manifest): Parsed {
  return parseApplications(part, manifest, {
    facts: ['source-credentials'],
    schema: credential,
    placeOf: (item) => arnPlace(isRecord(item) ? item.arn : undefined, 'codebuild'),
    tell: toTold,
  });
}

/** CodeBuild tells no date of them, and they can have no tags. */
function toTold({ arn: id, serverType, authType }: z.output<typeof credential>): Telling {
  if (ELSEWHERE.has(authType)) return [];
  const host = HOSTS[serverType] ?? serverType.toLowerCase().replaceAll('_', ' ');
  return [
    {
      type: 'AWS::CodeBuild::SourceCredential',
      id,
      name: `${authType.toLowerCase().replaceAll('_', ' ')} for ${host}`,
      thirdParty: host,
      tagsUnread: true,
    },
  ];
}
