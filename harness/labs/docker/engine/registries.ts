import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { MACHINE_NAME } from '../agents/proxy.ts';

/** Where this machine's own engine has its settings (docs.docker.com, "dockerd", "Daemon configuration file"). */
const MACHINES_SETTINGS = '/etc/docker/daemon.json';

const settingsSchema = z.object({
	'registry-mirrors': z.array(z.string()).optional(),
	'insecure-registries': z.array(z.string()).optional(),
});

/**
 * The settings file of the private engine: where this machine's own engine finds registries, and nothing else of its settings, which may forbid
 * what the private one is told. A mirror on this machine's loopback gets the name by which the way out knows it.
 */
export function engineSettings(file: string = MACHINES_SETTINGS): Record<string, string[]> {
	const settings = readSettings(file);
	const mirrors = (settings['registry-mirrors'] ?? []).map(fromInside);
	const insecure = settings['insecure-registries'] ?? [];
	return {
		...(mirrors.length > 0 && { 'registry-mirrors': mirrors }),
		...(insecure.length > 0 && { 'insecure-registries': insecure }),
	};
}

function readSettings(file: string): z.infer<typeof settingsSchema> {
	try {
		return settingsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
	} catch {
		// None, or none that an engine could read.
		return {};
	}
}

function fromInside(mirror: string): string {
	if (!URL.canParse(mirror)) return mirror;
	const url = new URL(mirror);
	if (url.hostname === 'localhost' || url.hostname.startsWith('127.')) url.hostname = MACHINE_NAME;
	return url.href;
}
