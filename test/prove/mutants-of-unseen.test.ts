import { huntAll } from './table-of-mutants.ts';

huntAll(({ area }) => area === 'unseen');
