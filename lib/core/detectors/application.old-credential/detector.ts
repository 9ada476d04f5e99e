import { APPLICATION_FACTS, type ApplicationCredentialType } from '../../model/application.ts';
import type { ApplicationCredential } from '../../model/credential.ts';
import {
  type Detector,
  fail,
  type OptionSpecs,
  type OptionValues,
  pass,
  subjectsOf,
  unknown,
  type Verdict,
} from '../../model/detector.ts';
import type { Subject } from '../../model/estate.ts';
import { FACT_SOURCES, type Fact } from '../../model/facts.ts';
import { called } from '../../model/kinds.ts';
import { day, type Instant } from '../../model/time.ts';
import { ageOf } from '../age.ts';
import { aggravations } from '../aggravations.ts';
import { about } from '../evidence.ts';

const options = {
  maxAgeDays: {
    default: 365,
    min: 1,
    unit: 'days',
    doc: 'Whole days up to which an API key, a client secret or the password of a connection need not be changed.',
  },
  maxCertificateAgeDays: {
    default: 730,
    min: 1,
    unit: 'days',
    doc: 'Whole days up to which the certificate of a device need not be changed.',
  },
} as const satisfies OptionSpecs;

/** How much an old one weighs, by what it opens. Kinds whose age AWS never tells are absent: nobody can judge it. */
const POINTS: Partial<Readonly<Record<ApplicationCredentialType, number>>> = {
  'AWS::ApiGateway::ApiKey': 30,
  'AWS::Events::Connection': 40,
  'AWS::Glue::Connection': 40,
  'AWS::Cognito::UserPoolClient': 40,
  // It rarely leaves the device, opens what its policy names, and is the dearest of all to change.
  'AWS::IoT::Certificate': 20,
  'AWS::BedrockAgentCore::ApiKeyCredentialProvider': 40,
  'AWS::BedrockAgentCore::OAuth2CredentialProvider': 40,
};
const JUDGED = Object.keys(POINTS) as readonly ApplicationCredentialType[];

export const oldApplicationCredential: Detector<typeof options> = {
  id: 'application.old-credential',
  title: "An application's credential has kept its value for too long",
  reads: [...new Set(JUDGED.map((type): Fact => APPLICATION_FACTS[type]))],
  options,
  *evaluate(estate, limits) {
    for (const subject of subjectsOf(estate, 'application-credential')) {
      const points = POINTS[subject.credential.type];
      if (points !== undefined) yield judgeAge(subject, points, limits, estate.snapshot.takenAt);
    }
  },
};

function judgeAge(
  subject: Subject<ApplicationCredential>,
  points: number,
  { maxAgeDays, maxCertificateAgeDays }: OptionValues<typeof options>,
  takenAt: Instant,
): Verdict {
  const { credential } = subject;
  const { type, status, createdAt, changedAt, deauthorised } = credential;
  if (status === 'Inactive' || deauthorised === true) return pass(subject);
  const age = ageOf(`the date of ${called(credential)}`, changedAt ?? createdAt, takenAt);
  if ('unknown' in age) return unknown(subject, FACT_SOURCES[APPLICATION_FACTS[type]], age.unknown);
  const isCertificate = type === 'AWS::IoT::Certificate';
  if (age.days <= (isCertificate ? maxCertificateAgeDays : maxAgeDays)) return pass(subject);
  return fail(subject, {
    title: `${called(credential)} has kept its value for too long`,
    reasons: [
      { points, text: `its value is from ${day(age.since)} or before` },
      ...aggravations(subject, takenAt, ['exposed', 'leaver', 'ownerless']),
    ],
    evidence: {
      ...about(subject),
      type,
      valueChangedAt: age.since,
      thirdParty: credential.thirdParty ?? null,
      policy: isCertificate ? { maxCertificateAgeDays } : { maxAgeDays },
    },
    remedy: REMEDIES[type] ?? REPLACE,
  });
}

const REPLACE =
  'Ask its owner who uses it; make a second one beside it, move its users over, switch the old one off, and take it away when nothing has missed it.';

const REMEDIES: Partial<Readonly<Record<ApplicationCredentialType, string>>> = {
  'AWS::Events::Connection':
    'Ask its owner; make a new value at the third party beside the old one, update the connection with it, and revoke the old one there when events go through.',
  'AWS::Glue::Connection':
    'Ask its owner; move the password into a secret of Secrets Manager that rotates, let the connection name it, test it, and change the password where it is checked.',
  'AWS::Cognito::UserPoolClient':
    'Ask its owner; add a second secret to the client, move its users over, and take the old secret away when nothing signs in with it any more.',
  'AWS::IoT::Certificate':
    'Ask who runs the device; give it a new certificate, and when it has signed in with that, set the old one to inactive; revoke it when nothing has missed it.',
};
