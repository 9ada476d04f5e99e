import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { NOT_MET } from '../../docs/nist.ts';
import { acknowledgeWildcards } from '../../lib/infra/acknowledge.ts';
import { appOf, configOf, DEPLOYMENTS } from './synth.ts';

interface Violation {
  readonly ruleName: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}
interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly Violation[];
  }[];
}

const PACKS = { AwsSolutions: AwsSolutionsChecks, 'NIST.800.53.R5': NIST80053R5Checks };

/** Constructs by the rule that they do not meet. */
function violations(pack: keyof typeof PACKS, app: App): ReadonlyMap<string, readonly string[]> {
  Validations.of(app).addPlugins(new PACKS[pack](app));
  try {
    app.synth();
  } catch {
    // The CDK throws for each violation, after it has written them down.
  }
  const file = join(app.outdir, 'validation-report.json');
  const { pluginReports } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  expect(pluginReports.map(({ pluginName }) => pluginName)).toContain(pack);
  return new Map(
    pluginReports.flatMap(({ violations: all }) =>
      all.map(({ ruleName, violatingConstructs }) => [
        ruleName,
        violatingConstructs.map(({ constructPath }) => constructPath),
      ]),
    ),
  );
}

describe.each(DEPLOYMENTS)('every stack of %s', (name) => {
  it("meets CloudFormation's own rules, and AwsSolutions but for what is acknowledged with its reason", () => {
    expect([...violations('AwsSolutions', appOf(name, true))]).toEqual([]);
  });

  it('meets NIST 800-53 but for what the page says, and all that the page says', () => {
    const found = violations('NIST.800.53.R5', appOf(name));
    const { encryption, accessLogBucket } = configOf(name);
    const met = new Set([
      encryption === 'customer' ? 'encryption: customer' : '',
      accessLogBucket === undefined ? '' : 'accessLogBucket',
    ]);
    const expected = NOT_MET.filter(({ metBy }) => metBy === undefined || !met.has(metBy));
    expect([...found.keys()].toSorted()).toEqual(
      expected.map(({ rule }) => `NIST.800.53.R5-${rule}`).toSorted(),
    );
    for (const { rule, constructs } of expected)
      for (const path of found.get(`NIST.800.53.R5-${rule}`) ?? []) expect(path).toMatch(constructs);
  });
});

describe('a wildcard', () => {
  it('without a reason is refused when the construct is made', () => {
    const app = appOf('single');
    const [stack] = app.node.children;
    expect(() => {
      if (stack !== undefined) acknowledgeWildcards(stack, [{ sid: 'Mine', resources: ['arn:aws:s3:::*'] }]);
    }).toThrow('Mine: expected a reason for arn:aws:s3:::*, got none');
  });
});
