// One cold import in a process of its own: node import-time.mjs FILE
const before = performance.now();
await import(process.argv[2]);
process.stdout.write(String(performance.now() - before));
