import { createHmac, hash, pbkdf2Sync, randomBytes } from 'node:crypto';

/** What Postgres itself uses. */
const ITERATIONS = 4096;

/** A password that needs no quotes in an address, a file or a shell: 256 bits of chance. */
export function newPassword(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What Postgres keeps of a password. Sent in its place, so that the password itself is in no statement and no log.
 * https://www.postgresql.org/docs/current/catalog-pg-authid.html, RFC 5803
 * @param password ASCII: nothing is normalised
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const stored = hash('sha256', keyed(salted, 'Client Key'), 'base64');
  const server = keyed(salted, 'Server Key').toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${server}`;
}

function keyed(salted: Buffer, name: string): Buffer {
  return createHmac('sha256', salted).update(name).digest();
}
