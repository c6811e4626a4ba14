import { deflateRawSync } from 'node:zlib';

/** Data as text for the page: deflated, in base64. The page's `unpack` undoes it. */
export const pack = (data: unknown): string => deflateRawSync(JSON.stringify(data), { level: 9 }).toString('base64');
