#!/usr/bin/env node
// A file that is there before the build, because npm links commands when it installs.
import '../dist/cli/main.js';
