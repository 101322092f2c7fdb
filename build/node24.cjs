/*
 * Runs one of the project's scripts, `node build/node24.cjs FILE ARGUMENT...`, after a look at the Node it runs in. Plain old
 * JavaScript on purpose: an older Node must be able to read this file to say what is wrong.
 */
'use strict';

if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    'Sluice needs Node 24, and this is ' +
      process.version +
      '. Run `npm ci` first: it brings Node 24 for all npm scripts.\n',
  );
  process.exitCode = 1;
} else {
  process.argv.splice(1, 1);
  import(require('node:url').pathToFileURL(require('node:path').resolve(process.argv[1])).href).catch(function (error) {
    process.stderr.write((error && error.stack ? error.stack : String(error)) + '\n');
    process.exitCode = 1;
  });
}
