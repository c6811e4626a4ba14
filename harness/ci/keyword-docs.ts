import { writeFile } from 'node:fs/promises';
import { keepalivedPage } from '../keepalived/docs-page.ts';

// Writes docs/keepalived.md anew from the keyword table.
await writeFile(new URL('../../docs/keepalived.md', import.meta.url), keepalivedPage());
