import { randomUUID } from 'node:crypto';
import type { Call } from './call.ts';
import { textual } from './text.ts';
import { element, leaf, parseXml, printXml, resultOf, type XmlElement } from './xml.ts';

/** What goes back: an HTTP response. */
export interface Answer {
  readonly status: number;
  /** As sent: name, value, name, value… */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** Thrown where the connection shall end without an answer. */
export class ConnectionCut extends Error {
  constructor(options?: ErrorOptions) {
    super('the connection is cut', options);
    this.name = 'ConnectionCut';
  }
}

export interface Fault {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const IAM_NAMESPACE = ' xmlns="https://iam.amazonaws.com/doc/2010-05-08/"';

export function jsonAnswer(
  value: unknown,
  status = 200,
  type = 'application/json',
  more: string[] = [],
): Answer {
  return answer(status, type, JSON.stringify(value), more);
}

/** The answer of an IAM action: its result, wrapped as the query protocol wraps it. */
export function iamAnswer(action: string, result: XmlElement[]): Answer {
  const metadata = element('ResponseMetadata', [leaf('RequestId', randomUUID())]);
  const response = [element(`${action}Result`, result), metadata];
  const headers = ['Content-Type', 'text/xml', 'x-amzn-RequestId', randomUUID()];
  return xmlAnswer(200, headers, element(`${action}Response`, response, '', IAM_NAMESPACE));
}

/** An error as the call's own protocol carries it. */
export function faultAnswer({ protocol }: Call, { status, code, message }: Fault): Answer {
  const type = status < 500 ? 'Sender' : 'Receiver';
  switch (protocol) {
    case 'query': {
      const error = element('Error', [leaf('Type', type), leaf('Code', code), leaf('Message', message)]);
      const response = element('ErrorResponse', [error, leaf('RequestId', randomUUID())], '', IAM_NAMESPACE);
      return answer(status, 'text/xml', printXml(response));
    }
    case 'rest-xml': {
      const error = element('Error', [leaf('Code', code), leaf('Message', message)]);
      return answer(status, 'application/xml', printXml(error));
    }
    case 'json':
      return jsonAnswer({ __type: code, message }, status, 'application/x-amz-json-1.1');
    case 'rest-json':
      return jsonAnswer({ Code: code, Message: message }, status, undefined, ['x-amzn-ErrorType', code]);
  }
}

/** Code and message of an error answer; undefined when the call succeeded. */
export function faultOf({ status, rawHeaders, body }: Answer): Fault | undefined {
  if (status < 400) return undefined;
  const text = body.toString();
  const at = rawHeaders.findIndex(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'x-amzn-errortype',
  );
  const code = rawHeaders[at + 1]?.split(':')[0];
  if (text.startsWith('<')) {
    return {
      status,
      code: /<Code>(.*?)<\/Code>/s.exec(text)?.[1] ?? '',
      message: /<Message>(.*?)<\/Message>/s.exec(text)?.[1] ?? '',
    };
  }
  const json = jsonOf(text);
  const named = code !== undefined && at >= 0 ? code : textual(json.__type ?? json.Code ?? json.code);
  return {
    status,
    code: named.slice(named.lastIndexOf('#') + 1),
    message: textual(json.message ?? json.Message),
  };
}

/** What answers made or amended here hold, so that several amendments read and print the text once. */
const documents = new WeakMap<Answer, XmlElement>();

/** Printed when it is asked for. */
function xmlAnswer(status: number, rawHeaders: readonly string[], document: XmlElement): Answer {
  let body: Buffer | undefined;
  const made: Answer = {
    status,
    rawHeaders,
    get body() {
      body ??= Buffer.from(printXml(document));
      return body;
    },
  };
  documents.set(made, document);
  return made;
}

/** Rewrites the result of a successful XML answer. */
export function amendXml(original: Answer, change: (result: XmlElement) => void): Answer {
  if (original.status !== 200) return original;
  const document = documents.get(original) ?? parseXml(original.body.toString());
  const result = resultOf(document);
  if (result === undefined) return original;
  change(result);
  return xmlAnswer(original.status, original.rawHeaders, document);
}

/** Rewrites a successful JSON answer in place. */
export function amendJson(original: Answer, change: (value: Record<string, unknown>) => void): Answer {
  if (original.status !== 200) return original;
  const value = jsonOf(original.body.toString());
  change(value);
  return { ...original, body: Buffer.from(JSON.stringify(value)) };
}

export function jsonOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function answer(status: number, type: string, body: string, more: string[] = []): Answer {
  return {
    status,
    rawHeaders: ['Content-Type', type, 'x-amzn-RequestId', randomUUID(), ...more],
    body: Buffer.from(body),
  };
}
