import { expect, it } from 'vitest';
import { interactiveClient } from '../../../lib/core/trust/clients.ts';

it.each`
  agent                                                                                              | name                                      | sign
  ${'aws-cli/2.27.1 md/awscrt#0.26.1 ua/2.1 os/linux#6.1 md/prompt#on md/command#s3.ls'}             | ${'the AWS CLI asking for its arguments'} | ${'clear'}
  ${'aws-cli/2.1.0 Python/3.7.3 Linux/5.4 exe/x86_64 prompt/partial command/s3.ls'}                  | ${'the AWS CLI asking for its arguments'} | ${'clear'}
  ${'aws-cli/2.27.1 ua/2.1 os/linux#6.1 exec-env/CloudShell md/prompt#off'}                          | ${'AWS CloudShell'}                       | ${'clear'}
  ${'signin.amazonaws.com'}                                                                          | ${'the AWS console'}                      | ${'clear'}
  ${'[S3Console/0.4, aws-internal/3]'}                                                               | ${'the AWS console'}                      | ${'clear'}
  ${'AWS-Toolkit-For-VSCode/3.30.0 Visual-Studio-Code/1.95.0 ClientId/1'}                            | ${'AWS Toolkit for VS Code'}              | ${'clear'}
  ${'S3 Browser/12.1.5 (https://s3browser.com)'}                                                     | ${'S3 Browser'}                           | ${'clear'}
  ${'Cyberduck/9.1.2 (Mac OS X/15.1) (aarch64)'}                                                     | ${'Cyberduck'}                            | ${'clear'}
  ${'PostmanRuntime/7.43.0'}                                                                         | ${'Postman'}                              | ${'clear'}
  ${'APN/1.0 HashiCorp/1.0 Terraform/1.9.8 aws-sdk-go-v2/1.32 os/macos lang/go#1.23 md/GOOS#darwin'} | ${'a client on macOS'}                    | ${'weak'}
  ${'Boto3/1.20 Python/3.9.6 Darwin/21.1.0 Botocore/1.23'}                                           | ${'a client on macOS'}                    | ${'weak'}
  ${'aws-cli/2.15 Python/3.11 Windows/10 exe/AMD64'}                                                 | ${'a client on Windows'}                  | ${'weak'}
  ${'aws-cli/2.27 ua/2.1 os/windows#11 md/arch#amd64'}                                               | ${'a client on Windows'}                  | ${'weak'}
`('$agent', ({ agent, name, sign }) => expect(interactiveClient(agent)).toEqual({ name, sign }));

it.each([
  'aws-cli/2.27.1 md/awscrt#0.26.1 ua/2.1 os/linux#6.1.0 md/prompt#off md/command#s3.cp',
  'aws-cli/2.27 ua/2.1 os/windows#2022Server md/arch#amd64',
  'aws-cli/2.15 Python/3.11 Windows/2019Server exe/AMD64',
  'aws-sdk-js/3.883.0 ua/2.1 os/linux#6.1.0 lang/js md/nodejs#22.18.0',
  'APN/1.0 HashiCorp/1.0 Terraform/1.9.8 aws-sdk-go-v2/1.32 os/linux lang/go#1.23 md/GOOS#linux',
  'Boto3/1.9.42 Python/2.7.18 Linux/4.9.0',
  'lambda.amazonaws.com',
  'python-requests/2.32.4',
  '',
])('%s speaks of no person', (agent) => expect(interactiveClient(agent)).toBeUndefined());
