/**
 * Nothing at all could be read: exit code 3.
 * The message is one line: what was tried, what came, what to do. Never a secret value.
 */
export class NothingReadError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NothingReadError';
  }
}
