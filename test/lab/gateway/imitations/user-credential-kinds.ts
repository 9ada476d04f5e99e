// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SSHPublicKey.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SigningCertificate.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceSpecificCredential.html
import { isoSeconds } from '../moments.ts';
import { leaf, type XmlElement } from '../xml.ts';

export interface Held {
  readonly kind: CredentialKind['kind'];
  readonly id: string;
  readonly account: string;
  readonly userName: string;
  readonly status: string;
  readonly createdAt: number;
  /** Public key or certificate. */
  readonly body: string;
  readonly service: string;
  readonly expiresAt: number | undefined;
}

export interface CredentialKind {
  readonly kind: 'ssh-key' | 'signing-certificate' | 'service-specific-credential';
  readonly calls: Readonly<Record<'make' | 'list' | 'update' | 'delete', string>>;
  /** The element around one of them, and around a list. */
  readonly element: string;
  readonly list: string;
  readonly idName: string;
  readonly prefix: string;
  readonly idLength: number;
  /** Quota for one user (and service): https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  readonly most: number;
  readonly listed: (held: Held) => XmlElement[];
  readonly made: (held: Held) => XmlElement[];
}

const ssh = ({ id, userName, status, createdAt }: Held): XmlElement[] => [
  leaf('UserName', userName),
  leaf('SSHPublicKeyId', id),
  leaf('Status', status),
  leaf('UploadDate', isoSeconds(createdAt)),
];
const certificate = ({ id, userName, status, createdAt, body }: Held): XmlElement[] => [
  leaf('UserName', userName),
  leaf('CertificateId', id),
  leaf('CertificateBody', body),
  leaf('Status', status),
  leaf('UploadDate', isoSeconds(createdAt)),
];

/** API keys have an alias, passwords a user name. */
function ofService({ id, userName, account, status, createdAt, service, expiresAt }: Held): XmlElement[] {
  return [
    leaf('UserName', userName),
    leaf('Status', status),
    isApiKey(service)
      ? leaf('ServiceCredentialAlias', `${userName}-at-${account}`)
      : leaf('ServiceUserName', `${userName}-at-${account}`),
    leaf('CreateDate', isoSeconds(createdAt)),
    ...(expiresAt === undefined ? [] : [leaf('ExpirationDate', isoSeconds(expiresAt))]),
    leaf('ServiceSpecificCredentialId', id),
    leaf('ServiceName', service),
  ];
}

function isApiKey(service: string): boolean {
  return service === 'bedrock.amazonaws.com' || service === 'logs.amazonaws.com';
}

export const CREDENTIAL_KINDS: readonly CredentialKind[] = [
  {
    kind: 'ssh-key',
    calls: {
      make: 'UploadSSHPublicKey',
      list: 'ListSSHPublicKeys',
      update: 'UpdateSSHPublicKey',
      delete: 'DeleteSSHPublicKey',
    },
    element: 'SSHPublicKey',
    list: 'SSHPublicKeys',
    idName: 'SSHPublicKeyId',
    prefix: 'APKA',
    idLength: 20,
    most: 5,
    listed: ssh,
    made: (held) => [...ssh(held), leaf('SSHPublicKeyBody', held.body)],
  },
  {
    kind: 'signing-certificate',
    calls: {
      make: 'UploadSigningCertificate',
      list: 'ListSigningCertificates',
      update: 'UpdateSigningCertificate',
      delete: 'DeleteSigningCertificate',
    },
    element: 'Certificate',
    list: 'Certificates',
    idName: 'CertificateId',
    prefix: '',
    idLength: 32,
    most: 2,
    listed: certificate,
    made: certificate,
  },
  {
    kind: 'service-specific-credential',
    calls: {
      make: 'CreateServiceSpecificCredential',
      list: 'ListServiceSpecificCredentials',
      update: 'UpdateServiceSpecificCredential',
      delete: 'DeleteServiceSpecificCredential',
    },
    element: 'ServiceSpecificCredential',
    list: 'ServiceSpecificCredentials',
    idName: 'ServiceSpecificCredentialId',
    prefix: 'ACCA',
    idLength: 20,
    most: 2,
    listed: ofService,
    made: (held) => [
      ...ofService(held),
      // Shown once. A canary: it must appear nowhere.
      leaf(
        isApiKey(held.service) ? 'ServiceCredentialSecret' : 'ServicePassword',
        `NIGHTWARDENCANARY-${held.id}`,
      ),
    ],
  },
];
