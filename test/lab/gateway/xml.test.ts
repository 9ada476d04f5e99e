import { describe, expect, it } from 'vitest';
import { cut } from './imitations/iam-pages.ts';
import { child, element, leaf, parseXml, printXml, resultOf, textOf, toData } from './xml.ts';

const source =
  '<?xml version="1.0" encoding="UTF-8"?><R xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><AResult><Users><member><N>a &amp; &lt;b&gt; &#x41;</N></member><member><N></N><Empty/></member></Users></AResult></R>';

const list = (name: string, ...names: string[]) =>
  element(
    name,
    names.map((each) => leaf('member', each)),
  );

describe('AWS XML', () => {
  it('is read as a tree with its entities resolved', () => {
    expect(toData(resultOf(parseXml(source))!)).toEqual({
      Users: [{ N: 'a & <b> A' }, { N: '', Empty: '' }],
    });
  });

  it('comes back the same from a second reading', () => {
    const tree = parseXml(source);
    expect(parseXml(printXml(tree))).toEqual(tree);
  });

  it('is refused when a tag is closed that is not open', () => {
    expect(() => parseXml('<a><b></a></b>')).toThrow(SyntaxError);
  });

  it.each`
    from | size | users         | roles              | truncated
    ${0} | ${3} | ${['a', 'b']} | ${['c']}           | ${'true'}
    ${3} | ${3} | ${[]}         | ${['d', 'e']}      | ${'false'}
    ${0} | ${5} | ${['a', 'b']} | ${['c', 'd', 'e']} | ${'false'}
    ${1} | ${1} | ${['b']}      | ${[]}              | ${'true'}
  `('is cut from $from on by $size over both lists', ({ from, size, users, roles, truncated }) => {
    const result = element('Result', [list('Users', 'a', 'b'), list('Roles', 'c', 'd', 'e')]);
    cut(result, ['Users', 'Roles'], from, size);
    expect(child(result, 'Users')!.children.map(({ text }) => text)).toEqual(users);
    expect(child(result, 'Roles')!.children.map(({ text }) => text)).toEqual(roles);
    expect(textOf(result, 'IsTruncated')).toBe(truncated);
    expect(child(result, 'Marker') === undefined).toBe(truncated === 'false');
  });
});
