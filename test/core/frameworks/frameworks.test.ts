import { expect, it } from 'vitest';
import { DETECTOR_IDS } from '../../../lib/core/detectors/ids.ts';
import { attackOf, frameworksOf } from '../../../lib/core/frameworks/index.ts';
import { OWASP_NHI, OWASP_NHI_LIMITS } from '../../../lib/core/frameworks/owasp-nhi.ts';
import { OWASP_NHI_TITLES, type OwaspNhiId } from '../../../lib/core/frameworks/titles.ts';

it.each(DETECTOR_IDS)('%s speaks to a risk, an outcome and a technique, by ids in their own form', (id) => {
  const { owaspNhi, nistCsf, cisV3, cisV5, fsbp } = frameworksOf(id);
  expect(owaspNhi.length).toBeGreaterThan(0);
  expect(nistCsf.length).toBeGreaterThan(0);
  expect(attackOf(id).length).toBeGreaterThan(0);
  for (const each of owaspNhi) expect(each).toMatch(/^NHI([1-9]|10):2025$/);
  for (const each of nistCsf) expect(each).toMatch(/^(GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}$/);
  for (const each of [...cisV3, ...cisV5]) expect(each).toMatch(/^1\.\d{1,2}$/);
  for (const each of fsbp) expect(each).toMatch(/^(IAM|SecretsManager|ECS|CodeBuild)\.\d+$/);
  for (const each of attackOf(id)) expect(each).toMatch(/^T\d{4}(\.\d{3})?$/);
  expect(cisV3).toHaveLength(cisV5.length);
});

it('numbers a recommendation of CIS by each edition', () => {
  expect(frameworksOf('iam.old-access-key')).toMatchObject({
    cisV3: ['1.14'],
    cisV5: ['1.13'],
    fsbp: ['IAM.3'],
  });
});

it.each(Object.keys(OWASP_NHI_TITLES) as OwaspNhiId[])('%s says what of it AWS does not show', (risk) => {
  expect(OWASP_NHI_LIMITS[risk].length).toBeGreaterThan(20);
});

it.each(DETECTOR_IDS)('%s has a reason for each id, and no id twice', (id) => {
  const { owaspNhi, nistCsf, cisV3, fsbp } = frameworksOf(id);
  for (const ids of [owaspNhi, nistCsf, cisV3, fsbp, attackOf(id)])
    expect(new Set(ids).size).toBe(ids.length);
  for (const { because } of OWASP_NHI[id]) expect(because.length).toBeGreaterThan(5);
});
