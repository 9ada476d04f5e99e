/** The colours of a dark terminal, by SGR code. */
const COLOURS: Readonly<Record<string, string>> = {
  '31': '#ff7b72',
  '32': '#7ee787',
  '33': '#e3b341',
  '35': '#d2a8ff',
  '36': '#79c0ff',
  '90': '#8b949e',
};
const CELL = { width: 7.83, height: 18, pad: 16 } as const;

/**
 * Draws what a terminal shows as an SVG.
 * @param text terminal output with SGR escapes (colours, bold, dim, inverse)
 * @param title for people who do not see the picture
 */
export function terminalSvg(text: string, title: string): string {
  const lines = text.trimEnd().split('\n');
  const columns = Math.max(...lines.map((line) => [...line.replace(/\u001b\[[\d;]*m/g, '')].length));
  const width = Math.ceil(columns * CELL.width + 2 * CELL.pad);
  const height = lines.length * CELL.height + 2 * CELL.pad;
  const rows = lines.map((line, i) => {
    const y = CELL.pad + (i + 0.75) * CELL.height;
    return `<text x="${CELL.pad}" y="${y}" xml:space="preserve">${spans(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="#e6edf3">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function spans(line: string): string {
  let colour = '';
  let bold = false;
  let dim = false;
  let drawn = '';
  for (const piece of line.split(/(\u001b\[[\d;]*m)/)) {
    const codes = /^\u001b\[([\d;]*)m$/.exec(piece)?.[1];
    if (codes === undefined) {
      const style = [
        colour === '' ? '' : ` fill="${colour}"`,
        bold ? ' font-weight="bold"' : '',
        dim ? ' fill-opacity="0.65"' : '',
      ].join('');
      drawn += style === '' ? escapeXml(piece) : `<tspan${style}>${escapeXml(piece)}</tspan>`;
      continue;
    }
    for (const code of codes.split(';')) {
      if (code === '1') bold = true;
      else if (code === '2') dim = true;
      else if (code === '22') bold = dim = false;
      else if (code === '39' || code === '0' || code === '') colour = '';
      else colour = COLOURS[code] ?? colour;
    }
  }
  return drawn;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
}
