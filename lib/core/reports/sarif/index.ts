import { DETECTORS } from '../../detectors/index.ts';
import type { Estate } from '../../model/estate.ts';
import { accountFacts } from '../../model/snapshot.ts';
import { CATALOGUES } from '../controls.ts';
import type { Judged } from '../json/index.ts';
import { printable, wellFormed } from '../text.ts';
import { findingResult, gapNotification, gapResult } from './results.ts';
import { gapDescriptor, rulesOf, taxonomiesOf } from './rules.ts';

export interface SarifContext {
  /** Nightwarden's own version. */
  readonly version: string;
}

/**
 * A SARIF 2.1.0 log of one run, as GitHub code scanning takes it: a rule a detector with its frameworks as taxa and
 * tags, a result a finding.
 * Gaps stand twice: as notifications of the invocation, and as results of kind `open`, since viewers that show only
 * results would show a partial sweep as a clean one. `executionSuccessful` is false when nothing could be read or
 * the input was damaged (exit codes 2 and 3); GitHub then keeps the alerts that it has.
 */
export function toSarif(
  { snapshot, subjects }: Estate,
  { findings, gaps }: Judged,
  { version }: SarifContext,
): object {
  const known = new Map(subjects.map((subject) => [subject.credential.id, subject]));
  const ruleIndex = new Map<string, number>(DETECTORS.map(({ id }, index) => [id, index]));
  const damaged = gaps.some(({ badInput }) => badInput === true);
  return wellFormed({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Nightwarden',
            semanticVersion: version,
            rules: rulesOf(DETECTORS, findings),
            notifications: [gapDescriptor()],
            supportedTaxonomies: CATALOGUES.map(({ key }, index) => ({ name: key, index })),
          },
        },
        // Alerts of one account must not close those of another: GitHub's category ends before the last slash.
        automationDetails: { id: `nightwarden/${printable(snapshot.account)}/` },
        invocations: [
          {
            executionSuccessful: !damaged && accountFacts(snapshot).length > 0,
            startTimeUtc: snapshot.takenAt,
            toolExecutionNotifications: gaps.map(gapNotification),
          },
        ],
        taxonomies: taxonomiesOf(DETECTORS, findings),
        results: [
          ...gaps.map((gap) => gapResult(gap, DETECTORS.length)),
          ...findings.map((finding) =>
            findingResult(finding, ruleIndex.get(finding.detector), known.get(finding.subject)),
          ),
        ],
        columnKind: 'utf16CodeUnits',
      },
    ],
  });
}
