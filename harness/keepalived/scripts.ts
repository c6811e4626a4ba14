import { type Block, blocksOf, type KeepalivedModel, settingOf } from './model.ts';

/** A vrrp_script's name, its block and the command in it. */
export interface ScriptBlock {
	name: string;
	block: Block;
	/** Where its command stands. */
	file: string;
	line: number;
	command: string;
}

/** The vrrp_scripts of a configuration. */
export function scriptBlocks(model: KeepalivedModel): ScriptBlock[] {
	return blocksOf(model, 'vrrp_script').map((block) => {
		const script = settingOf(block, 'script');
		const { file, line } = (script ?? block).at;
		return { name: block.names[0] ?? '', block, file, line, command: String(script?.values[0] ?? '') };
	});
}

const INTERPRETERS = /^(\/usr|\/usr\/local)?(\/bin\/)?(ba|da|z)?sh$|^\/usr\/bin\/env$/;

/** Whether a word of a command is a shell, or what finds one. */
export const isInterpreter = (word: string) => INTERPRETERS.test(word);

/** The file that a script's command runs, which may be handed to a shell; null where the command is a shell's own words. */
export function coveredFile(command: string): string | null {
	const words = command.split(/\s+/).filter((word) => word !== '');
	const file = words.find((word) => !isInterpreter(word));
	return file?.startsWith('/') ? file : null;
}
