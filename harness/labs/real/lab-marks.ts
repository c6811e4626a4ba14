/** How the agents on the engine's side know what is a lab's. They are bundled with this, so there is nothing else here. */

/** The engine-side ends of a lab's cables begin with this. */
export const cablePrefix = (labId: string): string => `v${labId}-`;

/** In a machine of a lab: the lab's id. Written as its cable is plugged in; /run is made anew at every boot. */
export const MACHINE_MARK = '/run/vipdrill-plugged';
