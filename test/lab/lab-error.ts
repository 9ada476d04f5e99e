/** The lab can't do its work. The message is one line for people: what was expected, what came, what to do. */
export class LabError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LabError';
  }
}
