import { expect, it, vi } from 'vitest';
import {
  providerTokens,
  providerTokensBy,
  type TokenRule,
} from '../../../lib/sources/redaction/provider-tokens.ts';

const SECRET = 'a-value-that-must-stay-here';

/** A rule that does with each text as told. */
function rule(name: string, file: ReturnType<TokenRule['create']>['file'] = () => {}): TokenRule {
  return { meta: { id: `@secretlint/secretlint-rule-${name}` }, create: () => ({ file }) };
}

function reporting(name: string): TokenRule {
  return {
    ...rule(name),
    create: (context) => ({
      file: ({ content }) => {
        const t = context.createTranslator({ FOUND: { en: ({ it }) => `found ${it}` } });
        context.report({
          message: t('FOUND', { it: content }),
          range: [0, content.length],
          data: { content },
        });
      },
    }),
  };
}

it('names its rules as snapshots keep them', async () => {
  const { ids } = await providerTokens();
  expect(ids.toSorted()).toEqual([
    '1password',
    'anthropic',
    'aws-secret-access-key',
    'cloudflare',
    'databricks',
    'docker',
    'figma',
    'gcp',
    'github',
    'gitlab',
    'grafana',
    'groq',
    'hashicorp-vault',
    'huggingface',
    'linear',
    'notion',
    'npm',
    'openai',
    'sendgrid',
    'shopify',
    'slack',
    'stripe',
    'tailscale',
    'unjudged',
    'vercel',
  ]);
});

it('keeps of a rule that it found something, and neither what nor where', async () => {
  const tokens = providerTokensBy([reporting('one'), rule('two'), reporting('three')]);
  expect([...(await tokens.in(SECRET))]).toEqual(['one', 'three']);
});

it.each`
  how                          | file
  ${'throws'} | ${({ content }: { content: string }) => {
  throw new Error(content);
}}
  ${'rejects'}                 | ${({ content }: { content: string }) => Promise.reject(new Error(content))}
  ${'asks for what is absent'} | ${(source: { ast: { body: string } }) => source.ast.body}
`('says that a text is unjudged when a rule $how, and asks the others', async ({ file }) => {
  const tokens = providerTokensBy([rule('broken', file), reporting('sound')]);
  expect([...(await tokens.in(SECRET))]).toEqual(['unjudged', 'sound']);
});

it('waits for a rule that takes its time', async () => {
  const late: TokenRule = {
    ...rule('late'),
    create: (context) => ({
      file: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        context.report({ message: { message: '', messageId: '', data: {} }, range: [0, 0] });
      },
    }),
  };
  const tokens = providerTokensBy([late]);
  expect(await Promise.all([tokens.in('a'), tokens.in('b')])).toEqual([new Set(['late']), new Set(['late'])]);
});

it('gives a rule no path to look at', async () => {
  const paths: unknown[] = [];
  const curious = rule('curious', (source) => {
    paths.push(source.filePath, source.physicalFilePath, source.getFilePath(), source.getPhysicalFilePath());
  });
  await providerTokensBy([curious]).in('/etc/passwd.p12');
  expect(paths).toEqual([undefined, undefined, undefined, undefined]);
});

it('asks no rule that lets a comment hide what stands beside it', async () => {
  expect(providerTokensBy([reporting('filter-comments')]).ids).toEqual(['unjudged']);
});

it('says what to do when the rules are not there, and judges nothing without them', async () => {
  vi.resetModules();
  vi.doMock('@secretlint/secretlint-rule-preset-recommend', () => Promise.reject(new Error('gone')));
  try {
    const { redact } = await import('../../../lib/sources/redaction/index.ts');
    await expect(redact('A', SECRET)).rejects.toThrow(/^@secretlint\/.+: expected .+, got .+: run npm ci$/);
  } finally {
    vi.doUnmock('@secretlint/secretlint-rule-preset-recommend');
    vi.resetModules();
  }
});
