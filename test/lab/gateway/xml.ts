/** One element of an AWS answer: either children or text. Attributes are kept as they were written. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: string;
  children: XmlElement[];
  text: string;
}

const TOKEN = /<\?[^>]*\?>|<(\/?)([\w:.-]+)([^>]*?)(\/?)>|([^<]+)/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Reads the XML that AWS's query protocol writes: elements and text, no mixed content, no CDATA.
 * @throws {SyntaxError} when a tag is closed that is not open
 */
export function parseXml(source: string): XmlElement {
  const root = element('');
  const open = [root];
  for (const [, closing, name, attributes, empty, text] of source.matchAll(TOKEN)) {
    const current = open.at(-1) ?? root;
    if (text !== undefined) current.text += decode(text);
    if (name === undefined) continue;
    if (closing === '/') {
      if (open.pop()?.name !== name)
        throw new SyntaxError(`xml: expected the end of ${current.name}, got </${name}>`);
      continue;
    }
    const next = element(name, [], '', attributes);
    current.children.push(next);
    if (empty !== '/') open.push(next);
  }
  const [document] = root.children;
  if (document === undefined) throw new SyntaxError('xml: expected an element, got none');
  return document;
}

export function printXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${print(root)}`;
}

export function element(name: string, children: XmlElement[] = [], text = '', attributes = ''): XmlElement {
  return { name, attributes, children, text };
}

export function leaf(name: string, text: string): XmlElement {
  return element(name, [], text);
}

export function child(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return parent?.children.find((candidate) => candidate.name === name);
}

export function textOf(parent: XmlElement | undefined, name: string): string | undefined {
  return child(parent, name)?.text;
}

/** Sets, adds or (undefined) removes a text child. */
export function setText(parent: XmlElement, name: string, text: string | undefined): void {
  setChild(parent, text === undefined ? name : leaf(name, text));
}

/** Puts `next` in the place of the child of its name, or at the end; a name alone removes that child. */
export function setChild(parent: XmlElement, next: XmlElement | string): void {
  const name = typeof next === 'string' ? next : next.name;
  const at = parent.children.findIndex((candidate) => candidate.name === name);
  if (typeof next === 'string') {
    if (at >= 0) parent.children.splice(at, 1);
  } else if (at >= 0) parent.children[at] = next;
  else parent.children.push(next);
}

/** The `<ActionResult>` of a `<ActionResponse>`. */
export function resultOf(response: XmlElement): XmlElement | undefined {
  return response.children.find(({ name }) => name.endsWith('Result'));
}

/** Plain data of an element: `member` children become a list, others an object, a leaf its text. */
export function toData(source: XmlElement): unknown {
  if (source.children.length === 0) return source.text;
  if (source.children.every(({ name }) => name === 'member')) return source.children.map(toData);
  return Object.fromEntries(source.children.map((each) => [each.name, toData(each)]));
}

function print({ name, attributes, children, text }: XmlElement): string {
  const inner = children.length > 0 ? children.map(print).join('') : encode(text);
  return `<${name}${attributes}>${inner}</${name}>`;
}

function encode(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function decode(text: string): string {
  return text.replace(/&(#x[\da-f]+|#\d+|\w+);/gi, (whole, code: string) => {
    if (!code.startsWith('#')) return ENTITIES[code] ?? whole;
    return String.fromCodePoint(Number(code[1] === 'x' ? `0${code.slice(1)}` : code.slice(1)));
  });
}
