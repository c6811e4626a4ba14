/** The formats of `vipdrill report`. */
export const FORMATS = ['html', 'markdown', 'junit', 'json', 'csv', 'openmetrics', 'github', 'svg'] as const;
export type Format = (typeof FORMATS)[number];
