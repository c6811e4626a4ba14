import { expect } from 'chai';
import { readInstances } from './instances.ts';
import { formatDiagnostic } from './problem.ts';
import { ofLines, readText } from './testing.ts';

const SCRIPTS = `vrrp_script web {
	script "/etc/keepalived/check-web 10.0.0.11 80"
	interval 1
}
vrrp_script docker {
	script /etc/keepalived/check-docker
	weight -30
}
`;
const read = (text: string) => {
	const conf = readText(text);
	return { ...readInstances(conf.model), problems: ofLines(conf) };
};
const instance = (lines: string) => `vrrp_instance VI_1 {\n interface ens18\n virtual_router_id 69\n${lines}\n}\n`;
const tracks = (text: string) => read(text).instances[0]?.spec.tracks;

describe('what an instance tracks', () => {
	it('is nothing by default', () => expect(tracks(instance(''))).to.deep.equal([]));
	it('has the weight of the script’s definition, or its own, or 0', () => {
		expect(tracks(`${SCRIPTS}${instance('track_script {\nweb\ndocker\n}')}`)).to.deep.equal([
			{ kind: 'script', name: 'web', weight: 0 },
			{ kind: 'script', name: 'docker', weight: -30 },
		]);
		expect(tracks(`${SCRIPTS}${instance('track_script {\ndocker weight 10\n}')}`)).to.deep.equal([
			{ kind: 'script', name: 'docker', weight: 10 },
		]);
	});
	it('may be NICs, processes and files', () => {
		const defined = 'vrrp_track_process dockerd {\nprocess dockerd\n}\nvrrp_track_file drained {\nfile /etc/drained\n}\n';
		const lines = 'track_interface {\nens19 weight -5\n}\ntrack_process {\ndockerd\n}\ntrack_file {\ndrained\n}';
		expect(tracks(`${defined}${instance(lines)}`)).to.deep.equal([
			{ kind: 'process', name: 'dockerd', weight: 0 },
			{ kind: 'interface', name: 'ens19', weight: -5 },
			{ kind: 'file', name: 'drained', weight: 0 },
		]);
	});
	it('loses its weights in a sync group that does not allow them, but for processes', () => {
		const own = 'track_script {\ndocker\nweb\n}\ntrack_interface {\nens19 weight -5\n}\ntrack_process {\ndockerd weight 7\n}';
		const text = (more: string) =>
			`${SCRIPTS}vrrp_track_process dockerd {\nprocess dockerd\n}\nvrrp_sync_group G {\ngroup {\nVI_1\n}\n${more}\n}\n${instance(own)}`;
		expect(tracks(text(''))?.map(({ name, weight }) => [name, weight])).to.deep.equal([
			['web', 0],
			['dockerd', 7],
			['ens19', 0],
		]);
		expect(tracks(text('sync_group_tracking_weight'))?.map(({ weight }) => weight)).to.deep.equal([-30, 0, 7, -5]);
	});
	it('may come from a sync group that lists it, and from no other', () => {
		const group = (member: string) => `vrrp_sync_group G {\ngroup {\n${member}\n}\ntrack_script {\nweb\n}\n}\n`;
		expect(tracks(`${SCRIPTS}${group('VI_1')}${instance('')}`)).to.deep.equal([{ kind: 'script', name: 'web', weight: 0 }]);
		expect(tracks(`${SCRIPTS}${group('VI_2')}${instance('')}`)).to.deep.equal([]);
	});
	it('must be defined', () => {
		const { problems } = read(instance('track_script {\nwbe\n}'));
		expect(problems.map(formatDiagnostic)).to.deep.equal([
			'f:5:1: vrrp_instance VI_1 track_script: no vrrp_script before it has this name, so keepalived would not track it (got "wbe"). Define vrrp_script wbe above, or correct the name.',
		]);
	});
	it('must be defined before its use', () => {
		expect(read(`${instance('track_script {\nweb\n}')}${SCRIPTS}`).problems).to.have.length(1);
	});
});
