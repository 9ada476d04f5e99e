import { huntAll } from './table-of-mutants.ts';

huntAll(({ id, area }) => area === 'rotate' && !id.startsWith('rotate'));
