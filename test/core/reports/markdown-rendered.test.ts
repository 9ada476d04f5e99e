import * as fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { toMarkdown } from '../../../lib/core/reports/markdown/index.ts';
import { hostileReport, nasty } from './hostile.ts';

const OURS = new Set('h1 h2 h3 h4 p code pre table thead tbody tr th td ul li strong'.split(' '));

describe('the Markdown report in a renderer', () => {
  it('becomes our own elements and nothing else, whatever the names hold', () => {
    fc.assert(
      fc.property(hostileReport, nasty, ({ estate, judged }, step) => {
        const html = marked.parse(toMarkdown(estate, judged, { next: [step] }), { async: false });
        for (const [, tag = ''] of html.matchAll(/<\/?([^\s>]+)/g)) expect(OURS).toContain(tag);
        const count = (tag: string) => html.split(`<${tag}>`).length - 1;
        expect(count('tr')).toBe(7);
        expect(count('h3')).toBe(new Set(judged.findings.map(({ subject }) => subject)).size);
        expect(count('h4')).toBe(judged.findings.length);
        expect(count('pre')).toBe(judged.findings.length);
      }),
    );
  });
});
