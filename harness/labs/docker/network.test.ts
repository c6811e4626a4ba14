import { expect } from 'chai';
import { overlap, parseSubnet } from '../../base/ipv4.ts';
import { madeUpSubnet } from './network.ts';

const range = parseSubnet('198.18.0.0/15');
const parsed = (name: string, attempt: number) => {
	const subnet = parseSubnet(madeUpSubnet(name, attempt));
	if (!subnet || !range) throw new Error('not a subnet');
	return { subnet, range };
};

describe('madeUpSubnet', () => {
	it('stays in the range for tests of network devices, whatever the name and the attempt', () => {
		for (const name of ['vipdrill-a', 'vipdrill-b', 'vipdrill-b-remote'])
			for (let attempt = 0; attempt < 512; attempt += 1) {
				const { subnet, range } = parsed(name, attempt);
				expect(subnet.prefix).to.equal(24);
				expect(overlap(subnet, range), `${name} ${attempt}`).to.equal(true);
			}
	});
	it('gives another one at each attempt', () => {
		expect(new Set(Array.from({ length: 512 }, (_, attempt) => madeUpSubnet('vipdrill-a', attempt))).size).to.equal(512);
	});
	it('is the same for the same name', () => {
		expect(madeUpSubnet('vipdrill-a', 0)).to.equal(madeUpSubnet('vipdrill-a', 0)).not.to.equal(madeUpSubnet('vipdrill-b', 0));
	});
});
