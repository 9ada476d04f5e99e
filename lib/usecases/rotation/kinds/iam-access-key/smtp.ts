import { createHmac } from 'node:crypto';

/**
 * The SMTP password that SES derives from a secret access key, for one Region.
 * https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html
 */
export function smtpPassword(secretAccessKey: string, region: string): string {
  const steps = ['11111111', region, 'ses', 'aws4_request', 'SendRawEmail'];
  const signature = steps.reduce<Buffer>(
    (key, message) => createHmac('sha256', key).update(message, 'utf8').digest(),
    Buffer.from(`AWS4${secretAccessKey}`, 'utf8'),
  );
  return Buffer.concat([Buffer.from([0x04]), signature]).toString('base64');
}
