/**
 * What a person handed over can't be used: exit code 2.
 * The message is one line: the place, what was expected, what came, what to do. Never a secret value.
 */
export class InputError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'InputError';
  }
}
