#!/usr/bin/env node
// The sources are TypeScript and run as they are; tsx reads them, also a scenario file in a package that is not one of modules.
import { register as registerCommonJs } from 'tsx/cjs/api';
import { register } from 'tsx/esm/api';

register();
registerCommonJs();
const { main } = await import('../harness/cli/main.ts');
await main(process.argv);
