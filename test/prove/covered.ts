/**
 * Mutants that nothing shows, because other guards say the same. Each is found when those are gone too, by a schedule
 * that the mutant's own guard or order stops as long as it is there. They stay in the tables for what they say to
 * people, or for facts that the model does not tell apart.
 */
export const COVERED: Readonly<Record<string, readonly string[]>> = {
  // Whoever supersedes a plan also raises its row's seq.
  'write: without fence': ['write: without seq'],
  'beforeCall: without notExposed': ['beforeCall: without rowOurs'],
  // Deactivated and spread is refused: asked of the keys themselves all the same.
  'contain.remove: without oldRefused': ['standing: without allQuelled'],
  // A known dependent uses its key, so its watch never ends.
  'retire.deactivate: without noDependents': ['retire.deactivate: without oldQuiet'],
  // The next step asks the same at once.
  'rotate.confirm: without dependentsWell': ['rotate.publish: without dependentsWell'],
  'rotate.verify: without refreshed': ['rotate.verify: without dependentsWell'],
  // The old one is proved before the first copy is pointed at it, and again at each.
  'rollback.proveOld: without oldWorks': ['rollback.repoint: without oldWorks'],
  'rollback.repoint: without oldWorks': ['rollback.proveOld: without oldWorks'],
  'rollback: reactivate <-> proveOld': ['rollback.repoint: without oldWorks'],
  'rollback: proveOld <-> repoint': ['rollback.repoint: without oldWorks'],
  'rollback: proveOld moved after refresh': ['rollback.repoint: without oldWorks'],
  'rollback: proveOld moved after confirmOld': ['rollback.repoint: without oldWorks'],
  'rollback: proveOld moved after deactivateNew': ['rollback.repoint: without oldWorks'],
  'rollback: proveOld moved after deleteNew': ['rollback.repoint: without oldWorks'],
  'rollback: proveOld moved after tidyNew': ['rollback.repoint: without oldWorks'],
  // What was passed over is gone back to, where its outcome is asked for.
  'rollback: repoint moved before reactivate': ['rollback.confirmOld: without noneOnNew'],
  'rollback: tidyNew moved before reactivate': ['rollback.verifyOld: without noneStaged'],
  // Dependents hold the old one by then: when they are well it works.
  'rollback.verifyOld: without oldWorks': ['rollback.verifyOld: without dependentsWell'],
  'rollback.confirmOld: without dependentsWell': ['rollback.deactivateNew: without dependentsWell'],
  // Whoever holds the value before is well only while it logs in; asked all the same, to know that it can be asked.
  'own.start: without oldProved': ['own.start: without dependentsWell'],
  // An illness is seen at once, and would be at the end.
  'own.land: without wellMeanwhile': [
    'own.confirm: without wellMeanwhile',
    'own.confirm: without dependentsWell',
  ],
  'own.confirm: without wellMeanwhile': ['own.confirm: without dependentsWell'],
  // Asked before everything that relies on it.
  'undo.proveOld: without oldLogsIn': ['undo.halt: without oldLogsIn'],
  'undo.repoint: without currentOurs': ['undo.confirmOld: without currentOurs'],
  'undo.confirmOld: without currentOurs': ['undo.repoint: without currentOurs'],
  // Both wait, for the function and for the readers; here as long.
  'undo.confirmOld: without refreshed': ['undo.confirmOld: without quietened'],
  // What was passed over is gone back to.
  'undo: repoint moved before proveOld': ['undo.confirmOld: without offNew'],
  'undo: halt <-> repoint': ['undo.repoint: without noneStaged'],
};

/** Found only by pairs of faults, after hundreds of thousands of states: `npm run prove` has the time. */
export const SLOW: ReadonlySet<string> = new Set([
  'after contained: without allQuelled',
  'contain.publish: without successorOurs',
  'contain.confirm: without successorOurs',
  'contain.refresh: without successorOurs',
  'revive.reactivate: without its patience',
  'own.confirm: without newProved',
  'undo.confirmOld: without oldLogsIn',
]);
