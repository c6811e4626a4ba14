import { expect } from 'chai';
import { readUnits } from './unit-states.ts';

describe('readUnits', () => {
	it('reads one block a unit, in any order of properties', () => {
		const text = 'Id=docker.service\nActiveState=active\nMainPID=52\n\nMainPID=0\nActiveState=failed\nId=keepalived.service\n';
		const common = { type: 'unit.state', atMs: 7, host: 'docker1', source: 'snapshot' };
		expect(readUnits('docker1', 7, text)).to.deep.equal([
			{ ...common, unit: 'docker', state: 'active', mainPid: 52 },
			{ ...common, unit: 'keepalived', state: 'failed', mainPid: null },
		]);
	});
	it('passes over other units and states', () => {
		expect(
			readUnits('docker1', 7, 'Id=cron.service\nActiveState=active\nMainPID=1\n\nId=docker.service\nActiveState=odd\n'),
		).to.deep.equal([]);
	});
});
