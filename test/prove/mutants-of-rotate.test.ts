import { huntAll } from './table-of-mutants.ts';

huntAll(({ id }) => id.startsWith('rotate'));
