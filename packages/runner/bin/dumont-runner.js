#!/usr/bin/env node
// A file that is there before the build, because npm links commands when it installs.
import { checkNode } from '../dist/host/node-version.js';

// The program itself is loaded only then: an old Node could not even say what it lacks.
if (checkNode('dumont-runner', new URL('../package.json', import.meta.url)))
  await import('../dist/cli/main.js');
