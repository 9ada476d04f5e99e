import { describe, expect, it } from 'vitest';
import { type FaultKind, faultOf, gapOf, isGone } from '../../lib/aws/errors.ts';
import { ERRORS, sdkError } from './sdk-errors.ts';

const CANARY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYCANARYKEY';
const action = 'iam:ListAccessKeys';

describe('an error of the SDK', () => {
  it.each(ERRORS)('$what is $kind', ({ error, kind }) => {
    expect(faultOf(error, { action }).kind).toBe(kind);
  });

  it.each(ERRORS)('$what gives a reason and a remedy of one line, without what the SDK said', ({ error }) => {
    const loud = Object.assign(error, { message: `${error.message}\nthe canonical string was ${CANARY}` });
    const { reason, remedy } = faultOf(loud, { action });
    for (const text of [reason, remedy]) {
      expect(text).toMatch(/^[^\n]{10,200}$/);
      expect(text).not.toContain(CANARY);
      expect(text).not.toContain('canonical');
    }
  });

  it.each`
    why                                                   | name                             | region          | kind
    ${'keys that only one Region refuses mean it is off'} | ${'UnrecognizedClientException'} | ${'me-south-1'} | ${'region-off'}
    ${'so does a token that only one Region refuses'}     | ${'InvalidClientTokenId'}        | ${'me-south-1'} | ${'region-off'}
    ${'keys refused globally are wrong'}                  | ${'InvalidClientTokenId'}        | ${undefined}    | ${'invalid-credentials'}
    ${'a wrong secret is wrong in every Region'}          | ${'SignatureDoesNotMatch'}       | ${'me-south-1'} | ${'invalid-credentials'}
    ${'an expired session is expired in every Region'}    | ${'ExpiredTokenException'}       | ${'me-south-1'} | ${'expired'}
  `('$why', ({ name, region, kind }: { name: string; region: string | undefined; kind: FaultKind }) => {
    expect(faultOf(sdkError(name), { action, region }).kind).toBe(kind);
  });

  it('is found through its causes', () => {
    const error = new Error('fetch failed', {
      cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
    });
    expect(faultOf(error, { action }).kind).toBe('no-network');
  });

  it('names the host that does not exist', () => {
    const error = Object.assign(new Error('getaddrinfo'), {
      code: 'ENOTFOUND',
      hostname: 'lambda.eu-nowhere-1.amazonaws.com',
    });
    expect(faultOf(error, { action, region: 'eu-nowhere-1' })).toMatchObject({
      kind: 'region-off',
      reason: 'no such host: lambda.eu-nowhere-1.amazonaws.com; the Region or its service does not exist',
    });
  });

  it('that is no error at all still has words', () => {
    for (const thrown of [undefined, null, 'text', 7, {}])
      expect(faultOf(thrown, { action }).reason).toBe('AWS answered unknown error');
  });
});

/** A denial in AWS's words. */
function says(rest: string): Error {
  return sdkError(
    'AccessDenied',
    `User: arn:aws:iam::123456789012:user/x is not authorized to perform: ${rest}`,
  );
}

describe('what to do about a denial', () => {
  it.each`
    why                             | error                                                                                        | remedy
    ${'nothing allows it'}          | ${says('iam:ListAccessKeys on resource: user y because no identity-based policy allows it')} | ${'grant iam:ListAccessKeys to the reading role'}
    ${'AWS names another action'}   | ${says('kms:Decrypt on resource: key')}                                                      | ${'grant kms:Decrypt to the reading role'}
    ${'AWS names none'}             | ${sdkError('AccessDenied', 'Access denied')}                                                 | ${'grant iam:ListAccessKeys to the reading role'}
    ${'an organisation forbids it'} | ${says('iam:ListAccessKeys with an explicit deny in a service control policy')}              | ${'take iam:ListAccessKeys of the reading role out of that denial'}
  `('$why', ({ error, remedy }: { error: Error; remedy: string }) => {
    expect(faultOf(error, { action }).remedy).toBe(remedy);
  });

  it('says what denied it', () => {
    expect(faultOf(says('iam:X with an explicit deny in a service control policy'), { action }).reason).toBe(
      'access denied by an explicit deny in a service control policy (AccessDenied)',
    );
  });
});

it('becomes the gap of its call', () => {
  expect(
    gapOf(sdkError('AccessDenied'), { action, scope: { account: '123456789012' }, facts: ['access-keys'] }),
  ).toEqual({
    scope: { account: '123456789012' },
    missing: action,
    reason: 'access denied (AccessDenied)',
    remedy: 'grant iam:ListAccessKeys to the reading role',
    facts: ['access-keys'],
  });
});

it.each`
  name                           | gone
  ${'NoSuchEntityException'}     | ${true}
  ${'NoSuchEntity'}              | ${true}
  ${'ResourceNotFoundException'} | ${true}
  ${'AccessDenied'}              | ${false}
  ${'ThrottlingException'}       | ${false}
`('$name: what was asked for is gone: $gone', ({ name, gone }: { name: string; gone: boolean }) => {
  expect(isGone(sdkError(name))).toBe(gone);
});
