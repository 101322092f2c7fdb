/**
 * Loads the modules that are named as arguments, beside a zod that throws when it is called: whoever makes a schema while
 * its module is loaded ends this process.
 */
import { registerHooks } from 'node:module';
import * as zod from 'zod';

const MUTE_ZOD = 'mute:zod';
const names = Object.keys(zod).filter((name) => name !== 'default');

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === 'zod' ? { url: MUTE_ZOD, shortCircuit: true } : nextResolve(specifier, context),
  load: (url, context, nextLoad) => {
    if (url !== MUTE_ZOD) return nextLoad(url, context);
    const refuse = names.map((name) => `refuse as ${JSON.stringify(name)}`).join(', ');
    const source = `function refuse() { throw new Error('a schema is made while modules are loaded'); }\nexport { ${refuse} };`;
    return { format: 'module', source, shortCircuit: true };
  },
});

for (const file of process.argv.slice(2)) await import(file);
