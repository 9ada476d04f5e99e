import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import draft04 from 'ajv-draft-04';
import formats from 'ajv-formats';

const OPTIONS = { allErrors: true, strict: false } as const;

/**
 * What speaks against a document by one of the schemas here, a line each; empty when it is valid.
 * @param file name of the schema, of draft 04 or 2020-12
 */
export function validatorOf(file: string): (document: unknown) => readonly string[] {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as { $schema?: string };
  const ajv =
    schema.$schema?.includes('draft-04') === true ? new draft04.default(OPTIONS) : new Ajv2020(OPTIONS);
  formats.default(ajv);
  const validate = ajv.compile(schema);
  return (document) => {
    validate(document);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
  };
}
