// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ManagedPolicyDetail.html
import {
  GetPolicyVersionCommand,
  type IAMClient,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  type Policy,
} from '@aws-sdk/client-iam';
import * as z from 'zod';
import { type Answer, amendXml } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Identities } from '../identities.ts';
import type { Imitation } from '../imitation.ts';
import { isoSeconds } from '../moments.ts';
import type { Upstream } from '../upstream.ts';
import { child, element, leaf, setChild, setText, textOf, type XmlElement } from '../xml.ts';

const managedPolicy = z.strictObject({
  arn: z.string().startsWith('arn:aws:iam::aws:policy/'),
  document: z.record(z.string(), z.unknown()),
});

/** Adds what ministack leaves out: boundaries, AWS managed policies in use, counts and dates of policies. */
export function authorizationDetails(upstream: Upstream, who: Identities): Imitation {
  /** AWS managed policies that ministack does not know, by ARN. */
  const planted = new Map<string, string>();

  async function amend(call: Call, original: Answer): Promise<Answer> {
    if (call.service !== 'iam' || call.action !== 'GetAccountAuthorizationDetails') return original;
    const { accountId } = await who.of(call.accessKeyId);
    const iam = upstream.iam(accountId);
    const policies = (await iam.send(new ListPoliciesCommand({}))).Policies ?? [];
    const boundaries = await boundariesOf(iam, policies);
    const filters = [...call.form].flatMap(([name, value]) =>
      name.startsWith('Filter.member.') ? [value] : [],
    );
    const managed =
      filters.length === 0 || filters.includes('AWSManagedPolicy') ? await managedInUse(iam, policies) : [];
    return amendXml(original, (result) => {
      for (const user of child(result, 'UserDetailList')?.children ?? [])
        setBoundary(user, 'UserName', boundaries);
      for (const role of child(result, 'RoleDetailList')?.children ?? [])
        setBoundary(role, 'RoleName', boundaries);
      const list = child(result, 'Policies');
      for (const local of list?.children ?? []) complete(local, policies);
      const plantedInUse = [...planted].filter(([arn]) => JSON.stringify(result).includes(`"${arn}"`));
      list?.children.push(
        ...managed,
        ...plantedInUse.map(([arn, document]) => detail({ Arn: arn }, document)),
      );
    });
  }

  /** @param body an AWS managed policy that the lab attaches and ministack has no document of */
  function plant(body: unknown): { arn: string } {
    const { arn, document } = managedPolicy.parse(body);
    planted.set(arn, JSON.stringify(document));
    return { arn };
  }
  const controls = { 'managed-policy': { post: plant, reset: () => planted.clear() } };
  return { amend, controls, reset: () => planted.clear() };
}

/** Boundary ARN by `UserName/x` or `RoleName/x`; asks only for policies that are used as a boundary. */
async function boundariesOf(iam: IAMClient, policies: readonly Policy[]): Promise<Map<string, string>> {
  const boundaries = new Map<string, string>();
  for (const { Arn = '', PermissionsBoundaryUsageCount = 0 } of policies) {
    if (PermissionsBoundaryUsageCount === 0) continue;
    const question = { PolicyArn: Arn, PolicyUsageFilter: 'PermissionsBoundary' as const };
    const { PolicyUsers = [], PolicyRoles = [] } = await iam.send(new ListEntitiesForPolicyCommand(question));
    for (const { UserName } of PolicyUsers) boundaries.set(`UserName/${UserName}`, Arn);
    for (const { RoleName } of PolicyRoles) boundaries.set(`RoleName/${RoleName}`, Arn);
  }
  return boundaries;
}

async function managedInUse(iam: IAMClient, policies: readonly Policy[]): Promise<XmlElement[]> {
  const inUse = policies.filter(
    ({ Arn = '', AttachmentCount = 0, PermissionsBoundaryUsageCount = 0 }) =>
      Arn.startsWith('arn:aws:iam::aws:') && AttachmentCount + PermissionsBoundaryUsageCount > 0,
  );
  return Promise.all(
    inUse.map(async (policy) => {
      const version = { PolicyArn: policy.Arn ?? '', VersionId: policy.DefaultVersionId ?? 'v1' };
      const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand(version));
      return detail(policy, decodeURIComponent(PolicyVersion?.Document ?? ''));
    }),
  );
}

function detail(policy: Policy, document: string): XmlElement {
  const version = element('member', [
    leaf('Document', encodeURIComponent(document)),
    leaf('VersionId', policy.DefaultVersionId ?? 'v1'),
    leaf('IsDefaultVersion', 'true'),
    leaf('CreateDate', isoSeconds(policy.UpdateDate?.getTime() ?? 0)),
  ]);
  const arn = policy.Arn ?? '';
  const item = element('member', [
    leaf('PolicyName', arn.slice(arn.lastIndexOf('/') + 1)),
    leaf('PolicyId', policy.PolicyId ?? 'ANPAPLANTEDEXAMPLE00'),
    leaf('Arn', arn),
    leaf('Path', arn.slice(arn.indexOf(':policy/') + 7, arn.lastIndexOf('/') + 1)),
    leaf('DefaultVersionId', policy.DefaultVersionId ?? 'v1'),
    element('PolicyVersionList', [version]),
  ]);
  counts(item, policy);
  return item;
}

function complete(item: XmlElement, policies: readonly Policy[]): void {
  const policy = policies.find(({ Arn }) => Arn === textOf(item, 'Arn'));
  if (policy === undefined) return;
  counts(item, policy);
  for (const version of child(item, 'PolicyVersionList')?.children ?? []) {
    setText(version, 'CreateDate', isoSeconds(policy.UpdateDate?.getTime() ?? 0));
  }
}

function counts(item: XmlElement, policy: Policy): void {
  setText(item, 'AttachmentCount', String(policy.AttachmentCount ?? 0));
  setText(item, 'PermissionsBoundaryUsageCount', String(policy.PermissionsBoundaryUsageCount ?? 0));
  setText(item, 'IsAttachable', String(policy.IsAttachable ?? true));
  setText(item, 'CreateDate', isoSeconds(policy.CreateDate?.getTime() ?? 0));
  setText(item, 'UpdateDate', isoSeconds(policy.UpdateDate?.getTime() ?? 0));
}

function setBoundary(
  item: XmlElement,
  key: 'UserName' | 'RoleName',
  boundaries: ReadonlyMap<string, string>,
): void {
  const arn = boundaries.get(`${key}/${textOf(item, key)}`);
  if (arn === undefined) return;
  const type = leaf('PermissionsBoundaryType', 'PermissionsBoundaryPolicy');
  setChild(item, element('PermissionsBoundary', [type, leaf('PermissionsBoundaryArn', arn)]));
}
