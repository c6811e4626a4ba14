import { expect } from 'chai';
import type { ClusterSpec } from '../cluster/spec.ts';
import { coveredFile } from '../keepalived/scripts.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { scriptProblems } from './check-scripts.ts';
import { checkFails } from './fault.ts';
import type { DrillSpec } from './spec.ts';
import { master } from './target.ts';

const hardened = await loadCluster('fixtures/hardened');
const drill = (script: string) =>
	({ name: 'd', faults: [{ at: '0s', inject: checkFails(master(), script) }] }) as unknown as DrillSpec;
const problemsOf = (script: string, cluster: ClusterSpec = hardened) => scriptProblems(drill(script), cluster);

describe('checkFails', () => {
	it('may name a vrrp_script that every host with keepalived has', () => expect(problemsOf('web')).to.deep.equal([]));

	it('is refused where a host has none of that name, with those that there are', () => {
		const problems = problemsOf('wbe');
		expect(problems).to.have.length(3);
		expect(problems[0]).to.deep.include({
			file: 'drill d',
			field: 'faults[0].inject.script',
			value: 'wbe',
			problem: 'keepalived/docker1.conf has no vrrp_script of this name',
			fix: 'Name one of docker, web',
		});
	});

	it('is refused where the command is a shell’s own words: they have no file that could be made to fail', () => {
		const hosts = hardened.hosts.map((host) => ({
			...host,
			keepalived: host.keepalived && { ...host.keepalived, text: 'vrrp_script web {\nscript "/bin/sh -c exit"\n}\n' },
		}));
		expect(problemsOf('web', { ...hardened, hosts })[0]?.problem).to.include(
			'docker1.conf, line 2, names no program but a shell',
		);
		expect(
			['/etc/c a b', '/bin/sh /etc/c', '/usr/bin/env bash /etc/c', '/bin/sh -c "x"', 'pidof x'].map(coveredFile),
		).to.deep.equal(['/etc/c', '/etc/c', '/etc/c', null, null]);
	});
});
