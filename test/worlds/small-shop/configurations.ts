import type { WorldConfiguration } from '../../lab/world.ts';
import { CANARIES } from './canaries.ts';

const platform = { owner: 'platform', environment: 'prod' };
const sofia = { owner: 'sofia.rossi@smallshop.example', environment: 'prod' };

export const configurations: readonly WorldConfiguration[] = [
  {
    type: 'AWS::ECS::TaskDefinition',
    name: 'order-worker',
    region: 'us-east-1',
    tags: sofia,
    values: { QUEUE_HOST: 'mq.smallshop.example', QUEUE_PASSWORD: CANARIES.orderQueuePassword },
    wrongs: ['ecs.plaintext-credential'],
    why: 'a password in a container’s environment',
  },
  {
    type: 'AWS::ECS::TaskDefinition',
    name: 'image-cache',
    region: 'us-east-1',
    tags: platform,
    values: { CACHE_TTL_SECONDS: '600', PASSWORD_SECRET_NAME: 'shop/cache/password' },
    why: 'near miss: a number, and the name of a secret',
  },
  {
    type: 'AWS::CodeBuild::Project',
    name: 'storefront-build',
    region: 'us-east-1',
    tags: platform,
    values: { NODE_ENV: 'production', REGISTRY_TOKEN: CANARIES.buildRegistryToken },
    wrongs: ['codebuild.plaintext-credential'],
    why: 'a token as a plain variable of a build',
  },
  {
    type: 'AWS::CodeBuild::Project',
    name: 'docs-build',
    region: 'us-east-1',
    tags: platform,
    values: { REGISTRY_TOKEN: '/shop/build/registry-token' },
    why: 'near miss: the token is read from the parameter store',
  },
  {
    type: 'AWS::CloudFormation::Stack',
    name: 'reporting-database',
    region: 'eu-west-1',
    tags: platform,
    values: { DbName: 'reports', DbPassword: CANARIES.stackPassword },
    wrongs: ['cloudformation.plaintext-credential'],
    why: 'a password as a parameter without NoEcho',
  },
  {
    type: 'AWS::CloudFormation::Stack',
    name: 'reporting-topic',
    region: 'eu-west-1',
    tags: platform,
    values: { DbPasswordSecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/reports/database' },
    why: 'near miss: where the password is kept',
  },
  {
    type: 'AWS::SSM::Parameter',
    name: '/shop/search/db-password',
    region: 'us-east-1',
    tags: sofia,
    values: { value: CANARIES.parameterPassword },
    wrongs: ['ssm.plaintext-parameter'],
    why: 'a password in a String, not a SecureString',
  },
  {
    type: 'AWS::SSM::Parameter',
    name: '/shop/search/db-host',
    region: 'us-east-1',
    tags: sofia,
    values: { value: 'search.db.smallshop.example' },
    why: 'near miss: a host name',
  },
  {
    type: 'AWS::EC2::Instance',
    name: 'legacy-fax',
    region: 'eu-west-1',
    tags: platform,
    values: { script: `#!/bin/sh\nexport FAX_PASSWORD=${CANARIES.bootPassword}\nexec /opt/fax/start\n` },
    wrongs: ['ec2.plaintext-user-data'],
    why: 'a password in a boot script',
  },
  {
    type: 'AWS::EC2::Instance',
    name: 'bastion',
    region: 'eu-west-1',
    tags: platform,
    values: { script: '#!/bin/sh\nexport LOG_LEVEL=info\nPASSWORD_FILE=/run/secrets/password exec /opt/bastion/start\n' },
    why: 'near miss: the script names a file that the password is read from',
  },
];
