import { describe, expect, it } from 'vitest';
import { oldApplicationCredential } from '../../../lib/core/detectors/application.old-credential/detector.ts';
import type { ApplicationCredential } from '../../../lib/core/model/credential.ts';
import { ago, anApplicationCredential, aSnapshot, evaluate, NOW, reasons, verdicts } from './build.ts';

type Facts = Partial<ApplicationCredential>;
const key = (days: number, facts: Facts = {}) => anApplicationCredential({ createdAt: ago(days), ...facts });
const of = (type: ApplicationCredential['type'], days: number, facts: Facts = {}) =>
  key(days, { type, ...facts });
const untagged = { tags: {}, tagsUnread: true } as const;

it.each`
  why                                                   | credential                                                                  | expected
  ${'an API key of a month passes'}                     | ${key(30)}                                                                  | ${['pass']}
  ${'on the limit is still fine'}                       | ${key(365)}                                                                 | ${['pass']}
  ${'one day past the limit fails'}                     | ${key(366)}                                                                 | ${['fail low']}
  ${'without an owner it is medium'}                    | ${key(366, { tags: {} })}                                                   | ${['fail medium']}
  ${'of somebody who left it is medium'}                | ${key(366, { tags: { owner: 'bob@example.com' } })}                         | ${['fail medium']}
  ${'unread tags make no one ownerless'}                | ${key(366, untagged)}                                                       | ${['fail low']}
  ${'switched off passes at any age'}                   | ${key(900, { status: 'Inactive' })}                                         | ${['pass']}
  ${'an unknown creation is not a verdict'}             | ${key(1, { createdAt: null })}                                              | ${['unknown apigateway:GET']}
  ${'a creation in the future is not a verdict'}        | ${key(-5)}                                                                  | ${['unknown apigateway:GET']}
  ${'a client secret past the limit is medium'}         | ${of('AWS::Cognito::UserPoolClient', 366)}                                  | ${['fail medium']}
  ${'of a client without a date nobody knows'}          | ${of('AWS::Cognito::UserPoolClient', 1, { createdAt: null })}               | ${['unknown cognito-idp:ListUserPoolClientSecrets']}
  ${'an old connection that was changed lately passes'} | ${of('AWS::Events::Connection', 900, { changedAt: ago(10) })}               | ${['pass']}
  ${'one that nobody changed fails'}                    | ${of('AWS::Events::Connection', 900, { changedAt: ago(400), ...untagged })} | ${['fail medium']}
  ${'a deauthorised one is told elsewhere'}             | ${of('AWS::Events::Connection', 900, { deauthorised: true })}               | ${['pass']}
  ${'a Glue connection with an old password fails'}     | ${of('AWS::Glue::Connection', 900, { changedAt: ago(900) })}                | ${['fail medium']}
  ${"an agent's key past the limit fails"}              | ${of('AWS::BedrockAgentCore::ApiKeyCredentialProvider', 366)}               | ${['fail medium']}
  ${"an agent's client on the limit passes"}            | ${of('AWS::BedrockAgentCore::OAuth2CredentialProvider', 365)}               | ${['pass']}
  ${'a certificate on its own limit passes'}            | ${of('AWS::IoT::Certificate', 730)}                                         | ${['pass']}
  ${'one day past its limit fails'}                     | ${of('AWS::IoT::Certificate', 731, untagged)}                               | ${['fail low']}
  ${'an AppSync key has no age to judge'}               | ${of('AWS::AppSync::ApiKey', 900, { createdAt: null })}                     | ${[]}
  ${"nor have CodeBuild's source credentials"}          | ${of('AWS::CodeBuild::SourceCredential', 900, { createdAt: null })}         | ${[]}
`('$why', ({ credential, expected }) => {
  expect(verdicts(oldApplicationCredential, aSnapshot({ credentials: [credential] }))).toEqual(expected);
});

describe('an old one', () => {
  it('follows the policy, certificates by their own option', () => {
    const snapshot = aSnapshot({ credentials: [key(40), of('AWS::IoT::Certificate', 40)] });
    expect(verdicts(oldApplicationCredential, snapshot, { maxAgeDays: 30 })).toEqual(['fail low', 'pass']);
    expect(verdicts(oldApplicationCredential, snapshot, { maxCertificateAgeDays: 30 })).toEqual([
      'pass',
      'fail low',
    ]);
  });

  it('tells the day, and nothing that changes by itself', () => {
    const credentials = [key(400)];
    expect(reasons(oldApplicationCredential, aSnapshot({ credentials }))).toEqual([
      'its value is from 2025-10-18 or before',
    ]);
    const tomorrow = aSnapshot({ credentials, takenAt: ago(-1) });
    expect(evaluate(oldApplicationCredential, tomorrow)).toEqual(
      evaluate(oldApplicationCredential, aSnapshot({ credentials, takenAt: NOW })),
    );
  });
});
