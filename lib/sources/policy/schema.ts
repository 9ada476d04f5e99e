import * as z from 'zod';
import { DEFAULT_POLICY, type Policy } from '../../core/model/policy.ts';
import { region, wholeOf as wholeNumber } from './fields.ts';
import { rotationSchema } from './rotation-schema.ts';

/** What a value must be. */
interface Threshold {
  readonly min: number;
  /** `days` */
  readonly unit: string;
}

/** What the policy needs to know of a detector; every detector is one. */
export interface DetectorOptions {
  readonly id: string;
  readonly options: Readonly<Record<string, Threshold>>;
}

const MOST_CALLS = 1000;

/** Every error message names what was expected, to stand between `expected` and `got`. */
export function policySchema(detectors: readonly DetectorOptions[]): z.ZodType<Partial<Policy>> {
  const byDetector = detectors.map(({ id, options }) => [id, optionsSchema(options)] as const);
  const byService = Object.keys(DEFAULT_POLICY.budgets).map((service) => [service, callsASecond] as const);
  return z
    .strictObject(
      {
        detectors: section(Object.fromEntries(byDetector)),
        ownerTags: tagKeys,
        environmentTags: tagKeys,
        knownAccounts: z.array(knownAccount, { error: 'a list of accounts' }),
        budgets: section(Object.fromEntries(byService)),
        homeRegion: region,
        lookupPages: wholeNumber(1, 'a whole number of pages, 1 or more'),
        rotaReads: wholeNumber(0, 'a whole number of reads, 0 or more'),
        rotation: rotationSchema,
      },
      { error: 'a policy (YAML with detectors, ownerTags, budgets, …)' },
    )
    .partial() as z.ZodType<Partial<Policy>>;
}

function section<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, { error: 'fields with their values' }).partial();
}

function optionsSchema(options: DetectorOptions['options']) {
  return section(
    Object.fromEntries(Object.entries(options).map(([name, spec]) => [name, optionSchema(spec)])),
  );
}

function optionSchema({ min, unit }: Threshold) {
  return wholeNumber(min, `a whole number of ${unit}, ${min} or more`);
}

const callsASecond = z
  .number({ error: `calls a second, more than 0 and at most ${MOST_CALLS}` })
  .gt(0, { error: `calls a second, more than 0 and at most ${MOST_CALLS}` })
  .max(MOST_CALLS, { error: `calls a second, more than 0 and at most ${MOST_CALLS}` });

const account12 = 'an account of 12 digits, in quotes';
const knownAccount = z.strictObject(
  {
    account: z.string({ error: account12 }).regex(/^\d{12}$/, { error: account12 }),
    name: z.string({ error: 'a name' }).min(1, { error: 'a name' }).max(128, { error: 'a name' }),
    ours: z.boolean({ error: 'true or false' }).default(false),
  },
  { error: 'account and name of an account' },
);

const tagKey = z
  .string({ error: 'a tag key' })
  .min(1, { error: 'a tag key' })
  .max(128, { error: 'a tag key' });
const tagKeys = z.array(tagKey, { error: 'a list of tag keys' });
