import type { AsffFinding } from '../../../../lib/core/reports/asff/types.ts';

const NAMESPACES = [
  'Software and Configuration Checks',
  'TTPs',
  'Effects',
  'Unusual Behaviors',
  'Sensitive Data Identifications',
];
const RESOURCE_TYPES = [
  'AwsIamAccessKey',
  'AwsIamUser',
  'AwsIamRole',
  'AwsSecretsManagerSecret',
  'AwsLambdaFunction',
  'AwsEcsTaskDefinition',
  'AwsCloudFormationStack',
  'AwsEc2Instance',
  'Other',
];
const ATTRIBUTES = [
  'SchemaVersion',
  'Id',
  'ProductArn',
  'ProductName',
  'CompanyName',
  'GeneratorId',
  'AwsAccountId',
  'Types',
  'CreatedAt',
  'UpdatedAt',
  'Severity',
  'Title',
  'Description',
  'Remediation',
  'ProductFields',
  'Resources',
  'RecordState',
  'FindingProviderFields',
];

/**
 * What BatchImportFindings would refuse, by AWS's documentation of the format and its limits, written without
 * a look at the code that writes it. Characters are counted the strict way, in UTF-16 code units.
 * @returns a line for each violation
 */
export function violations(finding: AsffFinding): readonly string[] {
  const found: string[] = [];
  const check = (holds: boolean, what: string) => {
    if (!holds) found.push(what);
  };
  const text = (name: string, value: unknown, max: number) => {
    check(typeof value === 'string' && /\S/.test(value), `${name} is empty`);
    check(typeof value === 'string' && value.length <= max, `${name} is longer than ${max}`);
  };
  text('Id', finding.Id, 512);
  text('GeneratorId', finding.GeneratorId, 512);
  text('ProductArn', finding.ProductArn, 2048);
  text('Title', finding.Title, 256);
  text('Description', finding.Description, 1024);
  text('Recommendation.Text', finding.Remediation?.Recommendation?.Text, 512);
  check(URL.canParse(finding.Remediation?.Recommendation?.Url ?? ''), 'Recommendation.Url is not a URL');
  text('ProductName', finding.ProductName, 128);
  text('CompanyName', finding.CompanyName, 128);
  check(finding.SchemaVersion === '2018-10-08', 'SchemaVersion');
  check(/^\d{12}$/.test(finding.AwsAccountId), 'AwsAccountId');
  check(
    /^arn:[a-z-]+:securityhub:[a-z0-9-]+:(\d{12}):product\/\1\/default$/.test(finding.ProductArn),
    'ProductArn',
  );
  for (const at of [finding.CreatedAt, finding.UpdatedAt])
    check(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at), `${at} is not a moment`);
  check(finding.CreatedAt <= finding.UpdatedAt, 'updated before it was created');
  for (const key of Object.keys(finding)) check(ATTRIBUTES.includes(key), `${key} is not ours to send`);

  for (const types of [finding.Types ?? [], finding.FindingProviderFields?.Types ?? []]) {
    check(types.length >= 1 && types.length <= 50, 'number of Types');
    for (const type of types) {
      const [namespace = '', ...rest] = type.split('/');
      check(NAMESPACES.includes(namespace) && rest.length >= 1 && rest.length <= 2, `type ${type}`);
    }
  }
  for (const severity of [finding.Severity, finding.FindingProviderFields?.Severity]) {
    const labels = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
    check(labels.includes(severity?.Label ?? ''), 'Severity.Label');
    text('Severity.Original', severity?.Original, 64);
  }

  const fields = Object.entries(finding.ProductFields ?? {});
  check(fields.length <= 50, 'number of ProductFields');
  for (const [key, value] of fields) {
    text('ProductFields key', key, 128);
    text(`ProductFields ${key}`, value, 2048);
    check(!/^aws\//i.test(key), `${key} is reserved`);
  }

  check(finding.Resources.length >= 1 && finding.Resources.length <= 32, 'number of Resources');
  for (const { Type, Id, Region, Partition, Tags = {}, Details } of finding.Resources) {
    check(RESOURCE_TYPES.includes(Type), `Resource.Type ${Type}`);
    text('Resource.Id', Id, 512);
    text('Resource.Region', Region, 16);
    check(Partition === undefined || ['aws', 'aws-cn', 'aws-us-gov'].includes(Partition), 'Partition');
    check(Object.keys(Tags).length <= 50, 'number of Tags');
    for (const [key, value] of Object.entries(Tags)) {
      text('Tag key', key, 128);
      text(`Tag ${key}`, value, 256);
      check(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u.test(key + value), `characters of tag ${key}`);
    }
    for (const value of Object.values(Details?.AwsIamAccessKey ?? {})) text('Details', value, 128);
  }
  const json = JSON.stringify(finding);
  check(Buffer.byteLength(json) <= 240_000, 'larger than 240 KB');
  for (const value of strings(finding)) {
    check(value.isWellFormed(), 'a broken surrogate pair');
    check(!/\p{Cc}/u.test(value), 'a control character');
  }
  return found;
}

function strings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...strings(inner)]);
}
