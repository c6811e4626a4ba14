/** Which simulated trials' timelines are kept. */
export const TIMELINE_POLICIES = ['all', 'failed', 'none'] as const;
export type TimelinePolicy = (typeof TIMELINE_POLICIES)[number];
