/** Where an agent's script lies in its machine. */
export const scriptPath = (agent: string): string => `/opt/vipdrill/${agent}.cjs`;
