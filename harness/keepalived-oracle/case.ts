/** A configuration that both are asked of. */
export interface Case {
	name: string;
	from: 'real' | 'made' | 'varied';
	text: string;
}
