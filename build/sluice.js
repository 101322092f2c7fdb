#!/usr/bin/env node
/*
 * The `sluice` command. Plain old JavaScript on purpose: whatever Node is on the PATH must be able to read this file, so
 * that it can say what is wrong. better-sqlite3 13 crashes and TypeScript does not run in a Node older than 24.
 *
 * With an older Node, the one that `npm ci` installed (the package `node`) is used instead when it is there.
 * SLUICE_NO_RELAUNCH=1 turns that off.
 */
'use strict';

var NEEDED_MAJOR = 24;

/*
 * A call to a disk that does not answer holds one of the threads in which Node does file operations and looks up names. With
 * the usual four of them one dead network folder would stop everything else. Only before the first is used it counts.
 */
process.env.UV_THREADPOOL_SIZE = process.env.UV_THREADPOOL_SIZE || '32';

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) run();
else relaunch();

function run() {
  Promise.resolve()
    .then(function () {
      // As an `import` each would load all that it can export, which takes 3 ms.
      var modules = ['node:fs', 'node:path', 'node:url', 'node:module'].map(function (name) {
        return process.getBuiltinModule(name);
      });
      var fs = modules[0];
      var path = modules[1];
      var file = ownFile(fs, path);
      var root = path.join(path.dirname(file), '..');
      var source = path.join(root, 'main', 'cli', 'main.ts');
      // Node does not strip types below node_modules, so an installed package runs what was bundled.
      var isInstalled = root.split(path.sep).indexOf('node_modules') !== -1;
      if (isInstalled || !fs.existsSync(source)) {
        keepCompiled(modules[3], cacheFolder(path));
        return modules[3].createRequire(file)(path.join(root, 'dist', 'command', 'cli', 'main.cjs'));
      }
      keepCompiled(modules[3], path.join(root, 'node_modules', '.cache', 'sluice'));
      var main = function () {
        return import(modules[2].pathToFileURL(source).href);
      };
      var hasPage = fs.existsSync(path.join(root, 'dist', 'renderer', 'index.html'));
      return process.argv[2] === 'serve' && !hasPage
        ? buildPage(modules[2], path.join(root, 'build')).then(main)
        : main();
    })
    .then(function (main) {
      return main.runCommandLine(process.argv.slice(2));
    })
    .then(endAtOnce)
    .catch(function (error) {
      process.stderr.write('sluice: ' + (error && error.stack ? error.stack : String(error)) + '\n');
      process.exitCode = 1;
    });
}

/**
 * All is closed, and taking the heap apart piece by piece takes longer than a small file. Not while a pipe still holds what was
 * written: then the process ends by itself.
 */
function endAtOnce() {
  if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit();
}

/** In a fresh clone `serve` would open a window with nothing in it. Without the tools, its page says what to do. */
function buildPage(url, folder) {
  return import(url.pathToFileURL(folder + '/build-steps.ts').href)
    .then(function (steps) {
      process.stderr.write('sluice: the page is built first; that is done once.\n');
      return steps.buildTree({ only: ['page'], log: function () {} });
    })
    .catch(function () {});
}

/** What was stripped and compiled once is kept. Not in the system's folder for such files, which belongs to everyone. */
function keepCompiled(module, folder) {
  if (folder === null) return;
  // Threads read it from here.
  if (!process.env.NODE_COMPILE_CACHE) process.env.NODE_COMPILE_CACHE = folder;
  // A folder that cannot be made or written is no error.
  module.enableCompileCache();
}

/** The user's folder for what can be made anew; null where there is none. */
function cacheFolder(path) {
  var env = process.env;
  if (process.platform === 'win32') return env.LOCALAPPDATA ? path.join(env.LOCALAPPDATA, 'Sluice', 'Cache') : null;
  if (process.platform === 'darwin') return env.HOME ? path.join(env.HOME, 'Library', 'Caches', 'Sluice') : null;
  // A relative path is to be ignored (XDG Base Directory Specification 0.8).
  if (env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME)) return path.join(env.XDG_CACHE_HOME, 'sluice');
  return env.HOME ? path.join(env.HOME, '.cache', 'sluice') : null;
}

/** This file, wherever the link that npm put into a `bin` folder pointed from. */
function ownFile(fs, path) {
  return fs.realpathSync(path.resolve(process.argv[1]));
}

function relaunch() {
  Promise.all([import('fs'), import('path'), import('child_process')]).then(
    function (modules) {
      var fs = modules[0];
      var path = modules[1];
      var file = ownFile(fs, path);
      var node = process.env.SLUICE_NO_RELAUNCH === '1' ? null : installedNode(fs, path, file);
      if (node === null) return refuse();
      return start(modules[2], node, file);
    },
    function () {
      refuse();
    },
  );
}

/** The `node` of the nearest node_modules, when it is new enough; null otherwise. */
function installedNode(fs, path, file) {
  for (var folder = path.dirname(file); ; folder = path.dirname(folder)) {
    try {
      var packageFile = path.join(folder, 'node_modules', 'node', 'package.json');
      var version = JSON.parse(fs.readFileSync(packageFile, 'utf8')).version;
      if (Number(version.split('.')[0]) >= NEEDED_MAJOR) {
        var bin = path.join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
        if (fs.existsSync(bin)) return bin;
      }
    } catch {
      // Not in this folder: look in the one above.
    }
    if (path.dirname(folder) === folder) return null;
  }
}

/** Runs the same command in the newer Node and ends as it ends. */
function start(childProcess, node, file) {
  var child = childProcess.spawn(node, [file].concat(process.argv.slice(2)), {
    // The channel carries nothing: its end tells the command that this process was killed.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: Object.assign({}, process.env, { SLUICE_RELAUNCHED: '1' }),
  });
  // A terminal sends Ctrl-C to both of us and `kill` to this one only, so it is passed on; the command takes two that
  // come together as one (main/cli/interruption.ts).
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  });
  child.on('error', refuse);
  child.on('exit', function (code, signal) {
    if (signal === null) {
      process.exit(code);
    } else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}

function refuse() {
  process.stderr.write(
    'sluice: Node ' +
      NEEDED_MAJOR +
      ' or newer is needed, and this is Node ' +
      process.versions.node +
      '. Run "npm ci" in the folder of Sluice (it brings its own Node), or install Node ' +
      NEEDED_MAJOR +
      ' from https://nodejs.org.\n',
  );
  process.exitCode = 1;
}
