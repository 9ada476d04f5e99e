import type { OptionSpecs } from '../../core/model/detector.ts';
import { DEFAULT_POLICY } from '../../core/model/policy.ts';
import { rotationLines } from './document-rotation.ts';

interface DocumentedOptions {
  readonly id: string;
  readonly options: OptionSpecs;
}

/** A policy file with every value at its default and what it means above it: for docs, and to start one's own from. */
export function documentPolicy(detectors: readonly DocumentedOptions[]): string {
  const { ownerTags, environmentTags, budgets, lookupPages, rotaReads } = DEFAULT_POLICY;
  return [
    '# What an organisation decides. Every part may be left out, and then has the value below.',
    ...detectorLines(detectors),
    '',
    '# Tag keys that name an owner, tried in this order.',
    `ownerTags: ${JSON.stringify(ownerTags)}`,
    '',
    '# Tag keys that name an environment, tried in this order.',
    `environmentTags: ${JSON.stringify(environmentTags)}`,
    '',
    '# Accounts that roles may trust: your own beside those of the organisation, and third parties, whose trust needs an external id.',
    'knownAccounts: []',
    "# - { account: '123456789012', name: a monitoring service }",
    "# - { account: '210987654321', name: an old account of ours, ours: true }",
    '',
    "# Calls a second to each AWS service; CloudTrail's holds for each Region by itself.",
    'budgets:',
    ...Object.entries(budgets).map(([service, calls]) => `  ${service}: ${calls}`),
    '',
    '# Most LookupEvents pages read in one Region; what is beyond is a gap.',
    `lookupPages: ${lookupPages}`,
    '',
    '# Most subjects that each read of the weekly rota takes a night (--deep: no limit); one whose turn does not come is a gap.',
    `rotaReads: ${rotaReads}`,
    '',
    "# Where findings on global credentials (IAM) are published; without it, the partition's main Region.",
    '# homeRegion: eu-west-1',
    '',
    ...rotationLines(),
    '',
  ].join('\n');
}

function detectorLines(detectors: readonly DocumentedOptions[]): readonly string[] {
  const tunable = detectors.filter(({ options }) => Object.keys(options).length > 0);
  if (tunable.length === 0) return [];
  return ['', '# Thresholds, by detector.', 'detectors:', ...tunable.flatMap(optionLines)];
}

function optionLines({ id, options }: DocumentedOptions): readonly string[] {
  const lines = Object.entries(options).flatMap(([name, spec]) => [
    `    # ${spec.doc} (${spec.unit}, ${spec.min} or more)`,
    `    ${name}: ${spec.default}`,
  ]);
  return [`  ${id}:`, ...lines];
}

/** What a policy file may set of each detector, for whoever reads one and judges nothing. */
export function thresholdsOf(detectors: readonly DocumentedOptions[]): object {
  return Object.fromEntries(
    detectors.map(({ id, options }) => [
      id,
      Object.fromEntries(Object.entries(options).map(([name, { min, unit }]) => [name, { min, unit }])),
    ]),
  );
}
