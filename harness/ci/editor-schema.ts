import { writeFile } from 'node:fs/promises';
import { formatSchema } from '../cli/schemas.ts';
import { clusterJsonSchema } from '../cluster/cluster-schema.ts';

// Writes anew the one schema that is committed, because editors read it where `cluster.yaml` names it.
await writeFile(new URL('../cluster/cluster.schema.json', import.meta.url), formatSchema(clusterJsonSchema()));
