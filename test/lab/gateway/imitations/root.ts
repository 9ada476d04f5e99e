// What only the root user has, set by hand: ministack has no root credentials to read.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
import * as z from 'zod';
import { type Answer, amendXml } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Imitation } from '../imitation.ts';
import { child, setText, textOf } from '../xml.ts';

const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .transform((text) => Date.parse(text));
const keyRequest = z.strictObject({
  slot: z.union([z.literal(1), z.literal(2)]).default(1),
  status: z.enum(['Active', 'Inactive']).default('Active'),
  createdAt: moment,
  lastUsedAt: moment.optional(),
  lastUsedService: z.string().default('s3'),
  lastUsedRegion: z.string().default('us-east-1'),
});
const rootRequest = z.strictObject({
  mfaActive: z.boolean().optional(),
  createdAt: moment.optional(),
  passwordLastUsedAt: moment.optional(),
});

export type RootKey = z.output<typeof keyRequest>;
export interface Root extends Imitation {
  readonly keys: readonly RootKey[];
  readonly facts: z.output<typeof rootRequest>;
}

export function root(): Root {
  let keys: readonly RootKey[] = [];
  let facts: Root['facts'] = {};

  function amend(call: Call, answer: Answer): Answer {
    if (call.service !== 'iam' || call.action !== 'GetAccountSummary') return answer;
    return amendXml(answer, (result) => {
      for (const entry of child(result, 'SummaryMap')?.children ?? []) {
        if (textOf(entry, 'key') === 'AccountAccessKeysPresent')
          setText(entry, 'value', keys.length > 0 ? '1' : '0');
        if (textOf(entry, 'key') === 'AccountMFAEnabled')
          setText(entry, 'value', facts.mfaActive === true ? '1' : '0');
      }
    });
  }

  function postKey(body: unknown): object {
    const key = keyRequest.parse(body);
    keys = [...keys.filter(({ slot }) => slot !== key.slot), key];
    return { ok: true };
  }
  function postRoot(body: unknown): object {
    facts = { ...facts, ...rootRequest.parse(body) };
    return { ok: true };
  }
  function reset(): void {
    keys = [];
    facts = {};
  }
  return {
    get keys() {
      return keys;
    },
    get facts() {
      return facts;
    },
    amend,
    reset,
    controls: { 'root-key': { post: postKey, reset }, root: { post: postRoot, reset } },
  };
}
